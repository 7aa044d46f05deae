import type { ByteCursor } from "../byte-cursor.ts";
import { BitReader } from "./bit-reader.ts";
import { readBlock } from "./bzip2-block.ts";
import { Bzip2Checksum } from "./bzip2-checksum.ts";
import { damaged, otherContent } from "./damaged.ts";

const pieceSize = 64 * 1024;
/** The first half of the six bytes that begin a block (π) and that end a stream (√π). */
const blockStart = [0x314159, 0x265359] as const;
const streamEnd = [0x177245, 0x385090] as const;
/**
 * Compressed bytes of a block at most: 20 bits a symbol, 3 bytes of selectors for 50 of them, tables.
 */
const largestBlock = 3 * 1024 * 1024;

/**
 * Streams that follow one another.
 * Source: bzip2 1.0.8, decompress.c; The bzip2 format specification (Tsai, 2016).
 */
export async function* bzip2Pieces(cursor: ByteCursor): AsyncGenerator<Uint8Array, void> {
  for (let number = 0; await cursor.fill(1); number++) {
    const start = Buffer.from(await cursor.peek(4)).toString("latin1");
    if (!/^BZh[1-9]$/.test(start)) {
      if (number > 0) return;
      throw damaged();
    }
    await cursor.skip(4);
    yield* streamPieces(cursor, Number(start[3]) * 100_000);
  }
}

async function* streamPieces(
  cursor: ByteCursor,
  blockSize: number,
): AsyncGenerator<Uint8Array, void> {
  const bits = new BitReader();
  let combined = 0;
  for (;;) {
    await cursor.fill(largestBlock);
    bits.supply(await cursor.peek(cursor.available));
    const mark = [bits.take(24), bits.take(24)];
    const expected = (bits.take(16) * 2 ** 16 + bits.take(16)) | 0;
    if (mark[0] === streamEnd[0] && mark[1] === streamEnd[1]) {
      if (expected !== combined) throw otherContent();
      await cursor.skip(bits.offset);
      return;
    }
    if (mark[0] !== blockStart[0] || mark[1] !== blockStart[1]) throw damaged();
    const check = new Bzip2Checksum();
    const block = readBlock(bits, blockSize);
    await cursor.skip(bits.offset);
    for (const piece of unrepeat(block)) {
      check.update(piece);
      yield piece;
    }
    if (check.digest() !== expected) throw otherContent();
    combined = ((combined << 1) | (combined >>> 31)) ^ expected;
  }
}

/** Four equal bytes are followed by how many more of them there are. */
function* unrepeat(bytes: Uint8Array): Generator<Uint8Array> {
  let output = new Uint8Array(pieceSize);
  let size = 0;
  let last = -1;
  let run = 0;
  for (const byte of bytes) {
    if (size + 256 > pieceSize) {
      yield output.subarray(0, size);
      output = new Uint8Array(pieceSize);
      size = 0;
    }
    if (run === 4) {
      output.fill(last, size, size + byte);
      size += byte;
      run = 0;
      last = -1;
      continue;
    }
    run = byte === last ? run + 1 : 1;
    last = byte;
    output[size] = byte;
    size += 1;
  }
  if (size > 0) yield output.subarray(0, size);
}
