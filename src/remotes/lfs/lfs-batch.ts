import * as z from "zod";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import type { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteProblem } from "../../core/refusals/sharing/remote-problem.ts";
import { answered, damaged, unreachable } from "../contract/remote-errors.ts";
import type { Transfer } from "../contract/remote.ts";
import { readBody, send, type HttpAnswer } from "../http/http-request.ts";
import { isTransient, withRetries } from "../http/retry.ts";

/** Media type of Git LFS (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md). */
export const mediaType = "application/vnd.git-lfs+json";

export type LfsOperation = "download" | "upload";

/** Address of the batch API of a remote, and the identity that asks. */
export interface LfsEndpoint {
  /** Address without a slash at its end: `https://host/repository.git/info/lfs`. */
  readonly url: string;
  /** Headers for this server alone, such as `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Finds out where the batch API is, and with which credentials. */
export interface LfsAccess {
  /** Address for texts. */
  readonly address: string;
  /** Returns undefined if the remote can't have Git LFS. */
  endpoint(operation: LfsOperation, signal?: AbortSignal): Promise<LfsEndpoint | undefined>;
  /** Called when the credentials of an endpoint were not enough; false if there are no others. */
  refused(endpoint: LfsEndpoint, signal?: AbortSignal): Promise<boolean>;
  /** Called when an endpoint has answered, so that its credentials are kept. */
  accepted(endpoint: LfsEndpoint): Promise<void>;
}

/** Status of a request, and code of an object, that is not what it is said to be. */
export const unprocessable = 422;

const Action = z
  .object({
    href: z.url({ protocol: /^https?$/ }),
    header: z.record(z.string(), z.string()).optional(),
  })
  .readonly();
export type LfsAction = z.infer<typeof Action>;

const BatchObject = z
  .object({
    oid: Sha256,
    size: z.number().optional(),
    actions: z
      .object({ download: Action.optional(), upload: Action.optional(), verify: Action.optional() })
      .optional(),
    error: z.object({ code: z.number(), message: z.string().default("") }).optional(),
  })
  .readonly();
export type LfsObject = z.infer<typeof BatchObject>;

const Batch = z.object({
  transfer: z.string().optional(),
  objects: z.array(BatchObject).max(100_000),
});

/** Answer to a batch request, and the address that gave it. */
export interface LfsBatch {
  readonly endpoint: LfsEndpoint;
  readonly objects: readonly LfsObject[];
}

/**
 * Asks how objects are downloaded or uploaded.
 *
 * @returns undefined if the remote has no Git LFS
 * @throws RegistryError `remote-unreachable`, `remote-denied`, `remote-damaged`, `cancelled`
 */
export async function lfsBatch(
  access: LfsAccess,
  operation: LfsOperation,
  objects: readonly StoredBytes[],
  { signal }: Transfer = {},
): Promise<LfsBatch | undefined> {
  for (;;) {
    const endpoint = await access.endpoint(operation, signal);
    if (!endpoint) return undefined;
    const answer = await ask(access, endpoint, operation, objects, signal);
    if (answer.status === 401 && (await access.refused(endpoint, signal))) {
      answer.body.destroy();
      continue;
    }
    if ([404, 405, 410, 501].includes(answer.status)) {
      answer.body.destroy();
      return undefined;
    }
    const bytes = await readBody(answer).catch((error: unknown) => {
      throw unreachable(access.address, error);
    });
    // Some servers answer so, instead of object by object, if none is there whole.
    if (answer.status === unprocessable && operation === "download") {
      const error = { code: unprocessable, message: serverMessage(bytes) ?? "" };
      return { endpoint, objects: objects.map(({ sha256 }) => ({ oid: sha256, error })) };
    }
    if (answer.status !== 200) throw batchProblem(access, answer, bytes);
    await access.accepted(endpoint);
    return { endpoint, objects: parseBatch(access, bytes) };
  }
}

async function ask(
  { address }: LfsAccess,
  endpoint: LfsEndpoint,
  operation: LfsOperation,
  objects: readonly StoredBytes[],
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const body = {
    operation,
    transfers: ["basic"],
    objects: objects.map(({ sha256, size }) => ({ oid: sha256, size })),
    hash_algo: "sha256",
  };
  try {
    return await withRetries(signal, () =>
      send({
        method: "POST",
        url: new URL(`${endpoint.url}/objects/batch`),
        headers: { Accept: mediaType, "Content-Type": mediaType, ...endpoint.headers },
        body: Buffer.from(JSON.stringify(body)),
        signal,
      }),
    );
  } catch (error) {
    throw problemOf(address, error);
  }
}

function parseBatch({ address }: LfsAccess, bytes: Buffer): readonly LfsObject[] {
  const parsed = Batch.safeParse(parseJson(bytes));
  if (!parsed.success) throw damaged(address, { kind: "lfs-answer" });
  const { transfer = "basic", objects } = parsed.data;
  if (transfer !== "basic") throw damaged(address, { kind: "lfs-transfers" });
  return objects;
}

function batchProblem({ address }: LfsAccess, answer: HttpAnswer, bytes: Buffer): RegistryError {
  const { status } = answer;
  const problem: RemoteProblem = serverMessage(bytes) ?? { kind: "lfs-status", status };
  return answered(address, problem, isTransient(answer));
}

/** Returns what a server says in the form of Git LFS. */
export function serverMessage(bytes: Buffer): string | undefined {
  const parsed = z.object({ message: z.string().min(1) }).safeParse(parseJson(bytes));
  return parsed.success ? parsed.data.message : undefined;
}

/** Says what an error of a request means; refusals stay what they are. */
export function problemOf(address: string, error: unknown): unknown {
  return error instanceof Error && "refusal" in error ? error : unreachable(address, error);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
