import type { FileHandle } from "node:fs/promises";
import type { Sha256 } from "../../core/model/ids.ts";
import { lineHash } from "./ledger-line.ts";

const blockSize = 256 * 1024;

/**
 * Tells whether one of the lines that end before `before` (the end of a line) has this hash. Reads
 * backwards: the line looked for is most often one of the last.
 */
export async function hasLine(handle: FileHandle, hash: Sha256, before: number): Promise<boolean> {
  // The end of the block read last, whose beginning may lie within a line.
  let tail = Buffer.alloc(0);
  for (let end = before; end > 0;) {
    const start = Math.max(0, end - blockSize);
    const block = Buffer.alloc(end - start);
    await handle.read(block, 0, block.length, start);
    const bytes = Buffer.concat([block, tail]);
    end = start;
    const first = start === 0 ? 0 : bytes.indexOf(0x0a) + 1;
    if (first === 0 && start > 0) {
      tail = bytes;
      continue;
    }
    for (let from = first; from < bytes.length;) {
      const newline = bytes.indexOf(0x0a, from);
      const stop = newline < 0 ? bytes.length : newline;
      if (lineHash(bytes.subarray(from, stop)) === hash) return true;
      from = stop + 1;
    }
    tail = bytes.subarray(0, first);
  }
  return false;
}
