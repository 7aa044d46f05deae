import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../byte-cursor.ts";
import { u32, u64 } from "../bytes.ts";
import { damaged, otherContent } from "./damaged.ts";
import { Lz4Window } from "./lz4-window.ts";
import { Xxh32, xxh32 } from "./xxh32.ts";

const magic = 0x184d2204;
/** Any of sixteen numbers begins a frame that is to be passed over. */
const skippable = 0x184d2a50;

interface Frame {
  /** True if blocks refer to those before them. */
  readonly isLinked: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  /** Bytes of its content, if the header contains that. */
  readonly size: number | undefined;
  /** Bytes of the content of a block at most. */
  readonly blockSize: number;
}

/**
 * Frames that follow one another.
 * Source: LZ4, doc/lz4_Frame_format.md 1.6.4.
 */
export async function* lz4Pieces(cursor: ByteCursor): AsyncGenerator<Uint8Array, void> {
  for (let number = 0; await cursor.fill(1); number++) {
    const start = await cursor.peek(4);
    const mark = start.length === 4 ? u32(start) : 0;
    if ((mark & 0xfffffff0) >>> 0 === skippable) {
      const [, , , , ...size] = await cursor.read(8);
      await cursor.skip(u32(Uint8Array.from(size)));
    } else if (mark === magic) yield* framePieces(cursor);
    else if (number > 0) return;
    else throw damaged();
  }
}

async function* framePieces(cursor: ByteCursor): AsyncGenerator<Uint8Array, void> {
  const frame = await readHeader(cursor);
  const window = new Lz4Window(frame.blockSize);
  const check = new Xxh32();
  let size = 0;
  for (;;) {
    const head = u32(await cursor.read(4));
    if (head === 0) break;
    const block = await cursor.read(sizeOf(head, frame));
    if (frame.hasBlockChecksums) {
      const sum = xxh32(block);
      if (u32(await cursor.read(4)) !== sum) throw otherContent();
    }
    if (!frame.isLinked) window.clear();
    const piece = head >= 2 ** 31 ? window.store(block) : window.decode(block);
    size += piece.length;
    if (frame.hasContentChecksum) check.update(piece);
    if (piece.length > 0) yield piece;
  }
  if (frame.size !== undefined && frame.size !== size) throw damaged();
  if (frame.hasContentChecksum && u32(await cursor.read(4)) !== check.digest())
    throw otherContent();
}

/** Returns the size of a block. The highest bit of `head` is set if it is stored uncompressed. */
function sizeOf(head: number, { blockSize }: Frame): number {
  const size = head & 0x7fffffff;
  if (size > blockSize) throw damaged();
  return size;
}

async function readHeader(cursor: ByteCursor): Promise<Frame> {
  await cursor.skip(4);
  const [flags = 0, sizes = 0] = await cursor.peek(2);
  const version = flags >>> 6;
  const hasSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  const descriptor = await cursor.read(2 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0));
  const sum = (xxh32(descriptor) >>> 8) & 0xff;
  const [expected] = await cursor.read(1);
  const block = (sizes >>> 4) & 7;
  if (version !== 1 || block < 4 || expected !== sum) throw damaged();
  if (hasDictionary) {
    throw new Unreadable("The compressed bytes need a dictionary that is not among them");
  }
  return {
    isLinked: (flags & 0x20) === 0,
    hasBlockChecksums: (flags & 0x10) !== 0,
    hasContentChecksum: (flags & 0x04) !== 0,
    size: hasSize ? u64(descriptor, 2) : undefined,
    blockSize: 2 ** (8 + 2 * block),
  };
}
