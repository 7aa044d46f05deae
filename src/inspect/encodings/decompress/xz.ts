import { crc32 } from "node:zlib";
import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../byte-cursor.ts";
import { u32 } from "../bytes.ts";
import { damaged, otherContent } from "./damaged.ts";
import { LzmaDecoder } from "./lzma-decoder.ts";
import { lzma2Pieces } from "./lzma2.ts";
import { openDictionary } from "./open-dictionary.ts";
import { xzCheck } from "./xz-check.ts";

const magic = Buffer.from("\xfd7zXZ\0", "latin1");
const lzma2 = 0x21;
/** Bytes of an encoded number at most: 63 bits, seven a byte. */
const numberSize = 9;

export function isXz(bytes: Uint8Array): boolean {
  return magic.equals(bytes.subarray(0, magic.length));
}

/**
 * One stream of the .xz format and the padding after it.
 * Source: The .xz File Format 1.2.1.
 */
export async function* xzPieces(cursor: ByteCursor): AsyncGenerator<Uint8Array, void> {
  const start = await cursor.read(12);
  const checkType = start[7] ?? 0;
  if (u32(start, 8) !== crc32(start.subarray(6, 8)) || start[6] !== 0 || checkType > 15)
    throw damaged();
  let blocks = 0;
  for (;;) {
    const [size = 0] = await cursor.read(1);
    if (size === 0) break;
    yield* blockPieces(cursor, size, checkType);
    blocks += 1;
  }
  await passIndex(cursor, blocks);
  const end = await cursor.read(12);
  if (end[10] !== 0x59 || end[11] !== 0x5a || u32(end) !== crc32(end.subarray(4, 10)))
    throw damaged();
  while ((await cursor.peek(4)).every((byte) => byte === 0) && cursor.available >= 4)
    await cursor.skip(4);
}

/** Section 3: header, LZMA2 data, padding, check. */
async function* blockPieces(
  cursor: ByteCursor,
  size: number,
  checkType: number,
): AsyncGenerator<Uint8Array, void> {
  const rest = Buffer.from(await cursor.read(size * 4 + 3));
  const header = Buffer.concat([Buffer.of(size), rest.subarray(0, -4)]);
  if (u32(rest, rest.length - 4) !== crc32(header)) throw damaged();
  const decoder = new LzmaDecoder(openDictionary(dictionarySize(header)));
  const check = xzCheck(checkType);
  const begin = cursor.offset;
  for await (const piece of lzma2Pieces(cursor, decoder)) {
    check.update(piece);
    yield piece;
  }
  await pad(cursor, begin);
  const expected = await cursor.read(check.size);
  const actual = check.digest();
  if (actual !== undefined && !actual.equals(expected)) throw otherContent();
}

/** Section 3.1: which filters there are. Only LZMA2 is read, which everything but programs is written with. */
function dictionarySize(header: Buffer): number {
  const flags = header[1] ?? 0;
  const fields = numbers(header.subarray(2));
  if ((flags & 0x40) !== 0) fields.next();
  if ((flags & 0x80) !== 0) fields.next();
  const id = fields.next().value;
  if ((flags & 0x3f) !== 0 || id !== lzma2) {
    throw new Unreadable("The compressed bytes are filtered in a way that can't be read here");
  }
  const length = fields.next().value;
  const bits = fields.next().value;
  if (length !== 1 || bits === undefined || bits > 40) throw damaged();
  return bits === 40 ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11);
}

/** Section 4: passed over; the number of blocks must be that of the blocks there were. */
async function passIndex(cursor: ByteCursor, blocks: number): Promise<void> {
  const begin = cursor.offset - 1;
  if ((await takeNumber(cursor)) !== blocks) throw damaged();
  for (let number = 0; number < blocks * 2; number++) await takeNumber(cursor);
  await pad(cursor, begin);
  await cursor.read(4);
}

async function pad(cursor: ByteCursor, begin: number): Promise<void> {
  while ((cursor.offset - begin) % 4 !== 0) {
    if ((await cursor.read(1))[0] !== 0) throw damaged();
  }
}

async function takeNumber(cursor: ByteCursor): Promise<number> {
  const bytes = await cursor.peek(numberSize);
  const size = bytes.findIndex((byte) => byte < 0x80) + 1;
  const { value } = numbers(bytes).next();
  await cursor.read(size === 0 ? numberSize : size);
  if (value === undefined) throw damaged();
  return value;
}

/** Section 1.2: seven bits a byte, the lowest first. */
function* numbers(bytes: Uint8Array): Generator<number, undefined> {
  let value = 0;
  let place = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * place;
    place *= 128;
    if (place > 128 ** numberSize) return undefined;
    if (byte >= 0x80) continue;
    yield value;
    value = 0;
    place = 1;
  }
  return undefined;
}
