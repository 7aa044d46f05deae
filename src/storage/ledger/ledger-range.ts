import { join } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import { openNoFollow } from "../files/open-file.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { lineHash, maxLineLength } from "./ledger-line.ts";

const newline = 0x0a;

/**
 * Reads bytes of a ledger file. The newline of its last line may be missing on disk; it is there in
 * what is returned.
 *
 * @param from offset in bytes
 */
export async function readLedgerRange(
  paths: RegistryPaths,
  file: string,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const handle = await openNoFollow(join(paths.ledger, file));
  try {
    const bytes = Buffer.alloc(to - from);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    if (done < bytes.length - 1) throw new Error(`${file} has become shorter`);
    if (done < bytes.length) bytes[done] = newline;
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Returns the hash of the line of a ledger file that ends at an offset; undefined if none does. */
export async function hashOfLineBefore(
  paths: RegistryPaths,
  file: string,
  end: number,
): Promise<Sha256 | undefined> {
  for (let size = 64 * 1024; ; size *= 4) {
    const from = Math.max(0, end - size);
    const bytes = Buffer.from(await readLedgerRange(paths, file, from, end));
    const start = bytes.lastIndexOf(newline, -2);
    if (start >= 0 || from === 0) return lineHash(bytes.subarray(start + 1, -1));
    if (size > maxLineLength) return undefined;
  }
}
