import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { verifiedChunks } from "../contract/object-file.ts";
import { damaged, objectMissing, unreachable } from "../contract/remote-errors.ts";
import type { ObjectStore, Transfer } from "../contract/remote.ts";
import { bodyChunks } from "../http/http-request.ts";
import { putInParts } from "./multipart.ts";
import { problemOf, type S3Client } from "./s3-client.ts";

/** Objects that are asked for at once. */
const atATime = 16;
/** Bytes up to which a file is sent in one request. */
const largestSingle = 32 * 1024 * 1024;
/** Times that a download goes on where it broke off. */
const attempts = 4;

/** Artifacts in a bucket: `objects/ab/<SHA-256>`. */
export function s3Objects(client: S3Client): ObjectStore {
  return {
    has: async (objects, { signal } = {}) => {
      const found = new Set<Sha256>();
      for (let start = 0; start < objects.length; start += atATime) {
        const asked = objects.slice(start, start + atATime);
        const answers = await Promise.all(asked.map((object) => isThere(client, object, signal)));
        asked.forEach(({ sha256 }, index) => {
          if (answers[index] === true) found.add(sha256);
        });
      }
      return found;
    },
    get: (object, transfer = {}) => getObject(client, object, transfer),
    put: async (object, path, transfer = {}) => {
      const key = objectKey(object);
      if (object.size > largestSingle) {
        await putInParts(client, { key, object, path, transfer });
        return;
      }
      // In memory, it can be sent again when an answer gets lost.
      const { signal, onBytes } = transfer;
      const chunks: Uint8Array[] = [];
      for await (const chunk of verifiedChunks(object, path, { signal })) chunks.push(chunk);
      await client.must({ method: "PUT", key, body: Buffer.concat(chunks), signal });
      onBytes?.(object.size);
    },
    remove: async (objects, { signal } = {}) => {
      for (const sha256 of objects) await client.remove(objectKey({ sha256 }), signal);
    },
  };
}

async function isThere(
  client: S3Client,
  object: StoredBytes,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const answer = await client.send({ method: "HEAD", key: objectKey(object), signal });
  answer.body.resume();
  if (answer.status === 404) return false;
  if (answer.status !== 200) throw client.problem(answer, { code: "", message: "" });
  return Number(answer.headers["content-length"]) === object.size;
}

/** Yields an object. What breaks off in the middle goes on there. */
async function* getObject(
  client: S3Client,
  object: StoredBytes,
  { signal, onBytes }: Transfer,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (let attempt = 1; size < object.size || attempt === 1; attempt += 1) {
    try {
      for await (const chunk of chunksFrom(client, object, size, signal)) {
        size += chunk.byteLength;
        if (size > object.size) {
          throw damaged(client.address, { kind: "object-longer", sha256: object.sha256 });
        }
        onBytes?.(chunk.byteLength);
        yield chunk;
      }
      return;
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof RegistryError) throw error;
      if (attempt >= attempts) throw unreachable(client.address, error);
    }
  }
}

async function* chunksFrom(
  client: S3Client,
  object: StoredBytes,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const headers = from > 0 ? { Range: `bytes=${from}-` } : {};
  const answer = await client.send({ method: "GET", key: objectKey(object), headers, signal });
  if (answer.status !== (from > 0 ? 206 : 200)) {
    const problem = problemOf(await client.body(answer));
    if (answer.status === 404) throw objectMissing(client.address, object);
    throw client.problem(answer, problem);
  }
  yield* bodyChunks(answer, signal);
}

function objectKey({ sha256 }: Pick<StoredBytes, "sha256">): string {
  return `objects/${sha256.slice(0, 2)}/${sha256}`;
}
