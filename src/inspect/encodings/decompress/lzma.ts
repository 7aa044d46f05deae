import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../byte-cursor.ts";
import { u32, u64 } from "../bytes.ts";
import { damaged } from "./damaged.ts";
import { longestMatch, LzmaDecoder, propertiesOf, type LzmaProperties } from "./lzma-decoder.ts";
import { openDictionary } from "./open-dictionary.ts";
import { symbolBytes } from "./range-decoder.ts";
import { isXz, xzPieces } from "./xz.ts";

const headerSize = 13;
const pieceSize = 64 * 1024;
const inputSize = 64 * 1024;

interface LzmaHeader {
  readonly properties: LzmaProperties;
  readonly dictionarySize: number;
  /** Bytes that it holds; undefined when a marker ends it. */
  readonly size: number | undefined;
}

/** Streams of .xz and .lzma, one after another, whichever each is: so does Python's `lzma.open`. */
export async function* lzmaPieces(cursor: ByteCursor): AsyncGenerator<Uint8Array, void> {
  for (let number = 0; await cursor.fill(1); number++) {
    const start = await cursor.peek(headerSize);
    if (isXz(start)) yield* xzPieces(cursor);
    else {
      const header = readHeader(start);
      if (header === undefined && number > 0) return;
      if (header === undefined)
        throw new Unreadable("The compressed bytes do not begin as LZMA does");
      await cursor.skip(headerSize);
      yield* alonePieces(cursor, header);
    }
  }
}

/** Undefined where liblzma too would not take it for one (lzma_auto_decoder). */
function readHeader(bytes: Uint8Array): LzmaHeader | undefined {
  const properties = propertiesOf(bytes[0] ?? 255);
  if (bytes.length < headerSize || properties === undefined) return undefined;
  const isMarked = u32(bytes, 5) === 0xffffffff && u32(bytes, 9) === 0xffffffff;
  const size = isMarked ? undefined : u64(bytes, 5);
  if (size !== undefined && size >= 2 ** 38) return undefined;
  return { properties, dictionarySize: u32(bytes, 1), size };
}

/** One stream of the .lzma format; LZMA SDK, lzma.txt, and liblzma, alone_decoder.c. */
async function* alonePieces(
  cursor: ByteCursor,
  { properties, dictionarySize, size = Infinity }: LzmaHeader,
): AsyncGenerator<Uint8Array, void> {
  const decoder = new LzmaDecoder(openDictionary(dictionarySize));
  decoder.reset(properties);
  decoder.range.supply(await cursor.peek(5));
  decoder.range.start();
  await cursor.skip(5);
  for (let left = size; left > 0;) {
    const isLast = !(await cursor.fill(inputSize));
    const input = await cursor.peek(Math.max(cursor.available, symbolBytes));
    decoder.range.supply(input);
    const output = new Uint8Array(pieceSize + longestMatch);
    const length = decoder.decode(output, Math.min(pieceSize, left), isLast);
    await cursor.skip(input.length - decoder.range.rest().length);
    if (length > left) throw damaged();
    left -= length;
    if (length > 0) yield output.subarray(0, length);
    if (!decoder.ended) continue;
    if (size !== Infinity && left > 0) throw damaged();
    return;
  }
}
