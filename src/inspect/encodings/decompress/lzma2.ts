import type { ByteCursor } from "../byte-cursor.ts";
import { damaged } from "./damaged.ts";
import { longestMatch, propertiesOf, type LzmaDecoder } from "./lzma-decoder.ts";

const pieceSize = 64 * 1024;

/** Resets that have to come before the next chunk can be decoded. */
interface Missing {
  dictionary: boolean;
  properties: boolean;
}

/**
 * The chunks of LZMA2, up to and with the byte that ends them.
 * Source: liblzma, lzma2_decoder.c; XZ Embedded, xz_dec_lzma2.c.
 */
export async function* lzma2Pieces(
  cursor: ByteCursor,
  decoder: LzmaDecoder,
): AsyncGenerator<Uint8Array, void> {
  const missing: Missing = { dictionary: true, properties: true };
  for (;;) {
    await cursor.fill(1);
    const control = cursor.byte();
    if (control === 0) return;
    if (control === 1 || control >= 0xe0) {
      decoder.resetDictionary();
      missing.dictionary = false;
      missing.properties = true;
    }
    if (missing.dictionary || (control > 2 && control < 0x80)) throw damaged();
    if (control >= 0x80) yield* decodeChunk(cursor, decoder, control, missing);
    else {
      const bytes = await cursor.read((await takeSize(cursor)) + 1);
      decoder.store(bytes);
      yield bytes;
    }
  }
}

async function* decodeChunk(
  cursor: ByteCursor,
  decoder: LzmaDecoder,
  control: number,
  missing: Missing,
): AsyncGenerator<Uint8Array, void> {
  const size = ((control & 0x1f) << 16) + (await takeSize(cursor)) + 1;
  const compressedSize = (await takeSize(cursor)) + 1;
  if (control >= 0xc0) {
    const [byte = 255] = await cursor.read(1);
    const properties = propertiesOf(byte);
    if (properties === undefined) throw damaged();
    decoder.reset(properties);
    missing.properties = false;
  } else if (missing.properties) throw damaged();
  else if (control >= 0xa0) decoder.reset();
  decoder.range.supply(await cursor.read(compressedSize));
  decoder.range.start();
  for (let left = size; left > 0;) {
    const output = new Uint8Array(Math.min(pieceSize, left) + longestMatch);
    const length = decoder.decode(output, Math.min(pieceSize, left), true);
    if (length > left || decoder.ended) throw damaged();
    left -= length;
    yield output.subarray(0, length);
  }
  if (!decoder.range.isAtEnd) throw damaged();
}

async function takeSize(cursor: ByteCursor): Promise<number> {
  const [high = 0, low = 0] = await cursor.read(2);
  return high * 256 + low;
}
