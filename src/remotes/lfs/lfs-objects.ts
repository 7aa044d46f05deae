import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import type { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteProblem } from "../../core/refusals/sharing/remote-problem.ts";
import { verifiedChunks } from "../contract/object-file.ts";
import { answered, damaged, objectMissing } from "../contract/remote-errors.ts";
import type { ObjectStore, Transfer } from "../contract/remote.ts";
import { bodyChunks, readBody, send, type HttpAnswer } from "../http/http-request.ts";
import { isTransient, withRetries } from "../http/retry.ts";
import {
  lfsBatch,
  mediaType,
  problemOf,
  serverMessage,
  unprocessable,
  type LfsAccess,
  type LfsAction,
  type LfsBatch,
  type LfsEndpoint,
  type LfsObject,
} from "./lfs-batch.ts";

/** Objects of one batch request; GitHub and GitLab take 100. */
const atATime = 100;

/**
 * Artifacts in the Git LFS of a repository, whose object ids are our digests
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/api/basic-transfers.md). What it does not have
 * is looked for in `blobs`, where artifacts go if the remote has no Git LFS.
 */
export function lfsObjects(access: LfsAccess, blobs: ObjectStore): ObjectStore {
  return {
    has: async (objects, transfer = {}) => {
      const found = await lfsHas(access, objects, transfer);
      const others = objects.filter(({ sha256 }) => !found.has(sha256));
      if (others.length === 0) return found;
      return new Set([...found, ...(await blobs.has(others, transfer))]);
    },
    get: (object, transfer = {}) => getObject(access, blobs, object, transfer),
    put: async (object, path, transfer = {}) => {
      const batch = await lfsBatch(access, "upload", [object], transfer);
      if (batch) await upload(access, batch, object, path, transfer);
      else await blobs.put(object, path, transfer);
    },
  };
}

async function lfsHas(
  access: LfsAccess,
  objects: readonly StoredBytes[],
  transfer: Transfer,
): Promise<ReadonlySet<Sha256>> {
  const found = new Set<Sha256>();
  for (let start = 0; start < objects.length; start += atATime) {
    const asked = objects.slice(start, start + atATime);
    const batch = await lfsBatch(access, "download", asked, transfer);
    if (!batch) return found;
    for (const { oid, size, actions, error } of batch.objects) {
      const isSame = asked.some(
        (object) => object.sha256 === oid && object.size === (size ?? object.size),
      );
      if (!error && actions?.download && isSame) found.add(oid);
      else if (error && !isMissing(error)) throw objectProblem(access, error);
    }
  }
  return found;
}

async function* getObject(
  access: LfsAccess,
  blobs: ObjectStore,
  object: StoredBytes,
  transfer: Transfer,
): AsyncGenerator<Uint8Array> {
  const { address } = access;
  const batch = await lfsBatch(access, "download", [object], transfer);
  const answered = batch && objectOf(access, batch, object);
  if (answered?.error && !isMissing(answered.error)) throw objectProblem(access, answered.error);
  const download = answered?.actions?.download;
  if (!batch || !download) {
    yield* blobs.get(object, transfer);
    return;
  }
  const { signal, onBytes } = transfer;
  try {
    const answer = await withRetries(signal, () =>
      send({ ...requestOf(access, batch.endpoint, download), method: "GET", signal }),
    );
    if (answer.status !== 200) throw await transferProblem(access, answer, object);
    let size = 0;
    for await (const chunk of bodyChunks(answer, signal)) {
      size += chunk.byteLength;
      if (size > object.size)
        throw damaged(address, { kind: "object-longer", sha256: object.sha256 });
      onBytes?.(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    throw problemOf(address, error);
  }
}

async function upload(
  access: LfsAccess,
  batch: LfsBatch,
  object: StoredBytes,
  path: string,
  transfer: Transfer,
): Promise<void> {
  const { address } = access;
  const { error, actions } = objectOf(access, batch, object);
  if (error) throw objectProblem(access, error);
  const { signal } = transfer;
  try {
    if (actions?.upload) {
      const request = requestOf(access, batch.endpoint, actions.upload);
      const answer = await send({
        ...request,
        method: "PUT",
        headers: { "Content-Type": "application/octet-stream", ...request.headers },
        body: { size: object.size, chunks: verifiedChunks(object, path, transfer) },
        signal,
      });
      await requireDone(access, answer, object);
    } else {
      // Somebody else has put it there, so it has nothing but its length to go.
      transfer.onBytes?.(object.size);
    }
    if (actions?.verify) await verify(access, batch.endpoint, actions.verify, object, transfer);
  } catch (problem) {
    throw problemOf(address, problem);
  }
}

/** Tells the server that an object was uploaded, where it wants to know. */
async function verify(
  access: LfsAccess,
  endpoint: LfsEndpoint,
  action: LfsAction,
  object: StoredBytes,
  { signal }: Transfer,
): Promise<void> {
  const request = requestOf(access, endpoint, action);
  const answer = await withRetries(signal, () =>
    send({
      ...request,
      method: "POST",
      headers: { Accept: mediaType, "Content-Type": mediaType, ...request.headers },
      body: Buffer.from(JSON.stringify({ oid: object.sha256, size: object.size })),
      signal,
    }),
  );
  await requireDone(access, answer, object);
}

/** Credentials go along to the server that they are for, unless it has given others. */
function requestOf(
  { address }: LfsAccess,
  endpoint: LfsEndpoint,
  { href, header = {} }: LfsAction,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(href);
  const home = new URL(endpoint.url);
  if (home.protocol === "https:" && url.protocol !== "https:") {
    throw damaged(address, { kind: "lfs-unencrypted" });
  }
  const hasOwn = Object.keys(header).some((name) => name.toLowerCase() === "authorization");
  const isHome = url.origin === home.origin && !hasOwn;
  return { url, headers: { ...(isHome && endpoint.headers), ...header } };
}

function objectOf(
  { address }: LfsAccess,
  { objects }: LfsBatch,
  { sha256 }: StoredBytes,
): LfsObject {
  const found = objects.find(({ oid }) => oid === sha256);
  if (found) return found;
  throw damaged(address, { kind: "lfs-silent", sha256 });
}

async function requireDone(
  access: LfsAccess,
  answer: HttpAnswer,
  object: StoredBytes,
): Promise<void> {
  if (answer.status < 200 || answer.status > 299) {
    throw await transferProblem(access, answer, object);
  }
  answer.body.resume();
}

async function transferProblem(
  { address }: LfsAccess,
  answer: HttpAnswer,
  object: StoredBytes,
): Promise<RegistryError> {
  const bytes = await readBody(answer).catch(() => Buffer.alloc(0));
  const { status } = answer;
  if (status === 404 || status === 410) return objectMissing(address, object);
  const problem: RemoteProblem = serverMessage(bytes) ?? { kind: "lfs-status", status };
  return answered(address, problem, isTransient(answer));
}

function isMissing({ code }: NonNullable<LfsObject["error"]>): boolean {
  // An object of another size is none.
  return [404, 410, unprocessable].includes(code);
}

function objectProblem(
  { address }: LfsAccess,
  { code, message }: NonNullable<LfsObject["error"]>,
): RegistryError {
  const problem: RemoteProblem = message === "" ? { kind: "lfs-code", code } : message;
  return answered(address, problem, code === 429 || (code >= 500 && code !== 507));
}
