import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { requireDigest } from "../contract/object-file.ts";
import { damaged, objectMissing } from "../contract/remote-errors.ts";
import type { ObjectStore, Transfer } from "../contract/remote.ts";
import { GitFailure } from "./git-process.ts";
import type { GitSpace } from "./git-space.ts";

/** Largest object in bytes that goes into a repository without Git LFS; GitHub takes no larger one. */
export const maxBlobSize = 100 * 1024 * 1024;
/** References that are asked for at once. */
const atATime = 200;
const refPrefix = "refs/model-registry/objects/";

/**
 * Artifacts as blobs of a git repository that has no Git LFS, each under a reference of its own, so
 * that one can be fetched without the others: for a bare repository on a disk, and small files.
 */
export function gitObjects(space: GitSpace): ObjectStore {
  return {
    has: (objects, { signal } = {}) =>
      space.run(async (git) => {
        const found = new Set<Sha256>();
        for (let start = 0; start < objects.length; start += atATime) {
          const refs = objects.slice(start, start + atATime).map(refOf);
          const listed = await git.run(["ls-remote", "--refs", "--", space.url, ...refs], {
            signal,
          });
          for (const line of String(listed).split("\n")) {
            const digest = Sha256.safeParse(line.split("\t")[1]?.slice(refPrefix.length));
            if (digest.success) found.add(digest.data);
          }
        }
        return found;
      }),
    get: (object, transfer = {}) => getObject(space, object, transfer),
    put: (object, path, transfer = {}) => putObject(space, object, path, transfer),
    remove: (objects, { signal } = {}) =>
      space.run(async (git) => {
        for (const sha256 of objects) {
          const ref = refOf({ sha256 });
          const listed = await git.run(["ls-remote", "--refs", "--", space.url, ref], { signal });
          if (String(listed).trim() === "") continue;
          await git.run(["push", "--porcelain", "--no-verify", "--", space.url, `:${ref}`], {
            signal,
          });
        }
      }),
  };
}

async function putObject(
  space: GitSpace,
  object: StoredBytes,
  path: string,
  { signal, onBytes }: Transfer,
): Promise<void> {
  if (object.size > maxBlobSize) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "remote-object-too-large",
      address: space.address,
      size: object.size,
      limit: maxBlobSize,
    });
  }
  const temporary = await space.temporaryObjects();
  const { environment } = temporary;
  try {
    await space.run(async (git) => {
      const hashing = hashed(path, signal);
      const blob = git.run(["hash-object", "-w", "--stdin"], {
        input: hashing.stream,
        signal,
        environment,
      });
      const [id] = await Promise.all([blob, hashing.done]);
      requireDigest(object, hashing.digest());
      const ref = `${String(id).trim()}:${refOf(object)}`;
      try {
        await git.run(["push", "--porcelain", "--no-verify", "--", space.url, ref], {
          signal,
          environment,
        });
      } catch (error) {
        // The same bytes make the same blob: whoever was first has put it there.
        if (!(error instanceof GitFailure) || !error.output.includes("already exists")) throw error;
      }
      onBytes?.(object.size);
    });
  } finally {
    await temporary.release();
  }
}

async function* getObject(
  space: GitSpace,
  object: StoredBytes,
  { signal, onBytes }: Transfer,
): AsyncGenerator<Uint8Array> {
  const temporary = await space.temporaryObjects();
  const { environment } = temporary;
  try {
    const id = await space.run(async (git) => {
      const listed = await git.run(["ls-remote", "--refs", "--", space.url, refOf(object)], {
        signal,
      });
      const [name] = String(listed).split("\t");
      if (name === undefined || !/^[0-9a-f]{40}$/.test(name)) {
        throw objectMissing(space.address, object);
      }
      const fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"];
      await git.run([...fetch, "--", space.url, refOf(object)], { signal, environment });
      return name;
    });
    let size = 0;
    for await (const chunk of space.git.stream(["cat-file", "blob", id], { signal, environment })) {
      size += chunk.length;
      if (size > object.size)
        throw damaged(space.address, { kind: "object-longer", sha256: object.sha256 });
      onBytes?.(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw space.problem(error);
  } finally {
    await temporary.release();
  }
}

interface Hashing {
  readonly stream: PassThrough;
  readonly done: Promise<void>;
  readonly digest: () => string;
}

/** Reads a file for another process, hashing it on the way. */
function hashed(path: string, signal: AbortSignal | undefined): Hashing {
  const hash = createHash("sha256");
  const stream = new PassThrough();
  const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
  source.on("data", (chunk) => hash.update(chunk));
  const done = pipeline(source, stream, { ...(signal && { signal }) });
  done.catch(() => undefined);
  return { stream, done, digest: () => hash.digest("hex") };
}

function refOf({ sha256 }: Pick<StoredBytes, "sha256">): string {
  return `${refPrefix}${sha256}`;
}
