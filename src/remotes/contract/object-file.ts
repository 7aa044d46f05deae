import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { Transfer } from "./remote.ts";

const chunkSize = 1024 * 1024;

/** Requires that bytes have the digest under which they are to be stored. */
export function requireDigest({ sha256 }: StoredBytes, found: string): void {
  if (sha256 === found) return;
  throw new RegistryError({
    code: "artifact-changed",
    reason: "digest-changed",
    title: sha256,
    expected: sha256,
    found,
  });
}

/**
 * Yields the bytes of a file, hashing them on the way. The last chunk comes only once all have the
 * digest that they should have, so that other bytes never arrive whole.
 *
 * @param path absolute
 * @throws RegistryError `artifact-changed`, `cancelled`
 */
export async function* verifiedChunks(
  object: StoredBytes,
  path: string,
  { signal, onBytes }: Transfer = {},
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let held: Buffer | undefined;
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize })) {
    throwIfCancelled(signal);
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    size += chunk.length;
    // A file that is longer than it was is read on for its digest alone.
    if (held && size <= object.size) {
      yield held;
      onBytes?.(held.length);
    }
    held = chunk;
  }
  requireDigest(object, hash.digest("hex"));
  if (!held) return;
  yield held;
  onBytes?.(held.length);
}
