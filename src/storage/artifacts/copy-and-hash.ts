import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/model/refusal.ts";
import { writeAll } from "../files/atomic-file.ts";

/** Cancellation and progress of a long read or write. */
export interface Transfer {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes done since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Measured: 1 MiB reads hash at 1.5 GB/s, 64 KiB reads at 0.9 GB/s. */
const chunkSize = 1024 * 1024;

/**
 * Reads `source` once, hashing it and, if there is a `target`, writing it there. While one chunk is
 * hashed the next is read and the same one written, so the slowest of the three sets the pace.
 *
 * @throws RegistryError `cancelled`
 */
export async function copyAndHash(
  source: FileHandle,
  target: FileHandle | undefined,
  { signal, onBytes }: Transfer,
): Promise<StoredBytes> {
  const hash = createHash("sha256");
  let [current, spare] = [Buffer.allocUnsafe(chunkSize), Buffer.allocUnsafe(chunkSize)];
  let size = 0;
  let reading = source.read(current, 0, chunkSize, 0);
  for (;;) {
    const { bytesRead } = await reading;
    throwIfCancelled(signal);
    if (bytesRead === 0) break;
    const chunk = current.subarray(0, bytesRead);
    size += bytesRead;
    reading = source.read(spare, 0, chunkSize, size);
    const writing = target ? writeAll(target, chunk) : undefined;
    try {
      hash.update(chunk);
      await writing;
    } catch (error) {
      await reading.catch(() => undefined);
      throw error;
    }
    [current, spare] = [spare, current];
    onBytes?.(bytesRead);
  }
  return { sha256: Sha256.parse(hash.digest("hex")), size };
}
