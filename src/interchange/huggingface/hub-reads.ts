import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import * as z from "zod";
import { isPortablePath } from "../../core/model/artifact.ts";
import {
  answerProblem,
  jsonOf,
  send,
  serverProblem,
  writeBody,
  type HttpServer,
} from "../http/http-client.ts";

/** A repository of models on a hub, and what of it is meant. */
export interface HubAddress {
  /** `org/name`, or the name alone of the few that have no owner. */
  readonly id: string;
  /** Branch, tag or commit; absent for the main branch. */
  readonly revision?: string;
}

export interface Asked {
  readonly server: HttpServer;
  readonly signal: AbortSignal | undefined;
}

/** A file of a repository. One of its digests is known. */
export interface HubFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Of what Git LFS keeps. */
  readonly sha256?: string;
  /** Id of its blob in git. */
  readonly blob?: string;
}

export interface HubRevision {
  /** Commit. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** Answer for a model (huggingface.co/docs/hub/api). */
const Info = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size: z.int().min(0).nullish(),
        blobId: z.string().nullish(),
        lfs: z.object({ sha256: z.string(), size: z.int().min(0) }).nullish(),
      }),
    )
    .default([]),
});
const Problem = z.object({ error: z.string() });

const maxFiles = 10_000;

/**
 * Reads what is in a revision of a repository.
 *
 * @returns undefined if there is no such repository or revision, or it is hidden from who asks
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function hubRevision(
  { server, signal }: Asked,
  { id, revision = "main" }: HubAddress,
): Promise<HubRevision | undefined> {
  const path = `/api/models/${id}/revision/${encodeURIComponent(revision)}`;
  const answer = await send(server, path, { query: { blobs: "true" }, signal });
  const content = await jsonOf(server, answer);
  // The Hub answers 401 for what there is not, so that nobody learns what there is.
  if (answer.status === 404 || (answer.status === 401 && server.authorization === undefined)) {
    return undefined;
  }
  if (!answer.ok) throw hubProblem(server, answer, content);
  const info = Info.safeParse(content);
  if (!info.success) throw serverProblem(server, { kind: "no-hub" });
  const { sha, siblings } = info.data;
  if (siblings.length > maxFiles)
    throw serverProblem(server, { kind: "too-many-files", model: id });
  const files = siblings.map(({ rfilename: file, size, blobId, lfs }) => {
    if (!isPortablePath(file)) {
      throw serverProblem(server, { kind: "file-not-storable", path: file });
    }
    return {
      path: file,
      size: lfs?.size ?? size ?? 0,
      ...(lfs && { sha256: lfs.sha256 }),
      ...(blobId && { blob: blobId }),
    };
  });
  return { commit: sha, files };
}

/** Returns the refusal for an answer of a hub that is none of success. */
export function hubProblem(
  server: HttpServer,
  answer: Response,
  content: unknown,
): ReturnType<typeof answerProblem> {
  const problem = Problem.safeParse(content);
  return answerProblem(server, answer, problem.success ? problem.data.error : "");
}

/**
 * Downloads a file and checks that it has the bytes that the hub said.
 *
 * @param target file that is not there yet
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function downloadHubFile(
  { server, signal }: Asked,
  { id, commit }: { readonly id: string; readonly commit: string },
  file: HubFile,
  target: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const answer = await send(server, `/${id}/resolve/${commit}/${path}`, { signal });
  if (!answer.ok) throw hubProblem(server, answer, await jsonOf(server, answer));
  await writeBody(server, answer, target, { signal, onBytes });
  if (await hasHubBytes(target, file)) return;
  throw serverProblem(server, { kind: "other-bytes", path: file.path });
}

/** Returns true if a file has the bytes that a hub names by their digest. */
export async function hasHubBytes(path: string, { sha256, blob, size }: HubFile): Promise<boolean> {
  const hash = createHash(sha256 === undefined ? "sha1" : "sha256");
  if (sha256 === undefined) hash.update(`blob ${size}\0`);
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Uint8Array;
    read += bytes.length;
    hash.update(bytes);
  }
  return read === size && hash.digest("hex") === (sha256 ?? blob);
}
