import { count } from "../../core/text/format.ts";
import { Unreadable } from "../contract/format.ts";
import { utf8, viewOf, type Bytes } from "./bytes.ts";

/** A part of a file: from `start` up to and without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * One field of a message. `range` is where its content lies: the payload if it has a length, the
 * eight or four bytes if it is fixed. `value` is that of a varint, signed as an int64, and rounded
 * beyond 2^53.
 */
export interface Field {
  readonly number: number;
  readonly wireType: WireType;
  readonly value: number;
  readonly range: Range;
}

export type WireType = (typeof wireTypes)[keyof typeof wireTypes];
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A tag and a length, of at most ten bytes each. */
const longestPrefix = 20;
/** Characters of a text at most: names are shorter, and nothing longer would be shown. */
const textLimit = 4096;

/**
 * Walks the fields of a protobuf message in the order of the file, without reading their payloads.
 * https://protobuf.dev/programming-guides/encoding/
 *
 * `visit` may walk into a field, or stop. `Unreadable` if the bytes are no message, or one with groups,
 * which none of the formats has.
 */
export async function walkMessage(
  bytes: Bytes,
  range: Range,
  visit: (field: Field) => Promise<void> | "stop" | undefined,
): Promise<void> {
  let position = range.start;
  let chunk: Uint8Array = new Uint8Array();
  let chunkStart = position;
  while (position < range.end) {
    const chunkEnd = chunkStart + chunk.length;
    if (position + longestPrefix > chunkEnd && chunkEnd < range.end) {
      chunk = await bytes.ahead(position);
      if (chunk.length < longestPrefix) chunk = await bytes.upTo(position, longestPrefix);
      chunkStart = position;
    }
    const field = parseField(chunk, position - chunkStart, position, range.end);
    const done = visit(field);
    if (done === "stop") return;
    if (done) await done;
    position = field.range.end;
  }
}

function parseField(chunk: Uint8Array, at: number, position: number, limit: number): Field {
  const tag = parseVarint(chunk, at, position);
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number < 1 || number > 0x1fffffff) throw notAMessage(position);
  const start = position + tag.length;
  let end: number;
  let content = start;
  let value = 0;
  switch (wireType) {
    case wireTypes.varint: {
      const varint = parseVarint(chunk, at + tag.length, start);
      value = varint.value;
      end = start + varint.length;
      break;
    }
    case wireTypes.bytes: {
      const length = parseVarint(chunk, at + tag.length, start);
      content = start + length.length;
      end = content + length.value;
      if (length.value < 0) throw notAMessage(position);
      break;
    }
    case wireTypes.fixed64:
      end = start + 8;
      break;
    case wireTypes.fixed32:
      end = start + 4;
      break;
    default:
      throw notAMessage(position);
  }
  if (end > limit) {
    throw new Unreadable(
      `A field of ${count(end - content, "byte")} is longer than what it is part of`,
      `byte ${position}`,
    );
  }
  return { number, wireType, value, range: { start: content, end } };
}

function parseVarint(
  chunk: Uint8Array,
  at: number,
  position: number,
): { value: number; length: number } {
  let value = 0;
  for (let length = 0; length < 10; length += 1) {
    const byte = chunk[at + length];
    if (byte === undefined) throw new Unreadable("The file ends in a number", `byte ${position}`);
    value += (byte & 0x7f) * 2 ** (7 * length);
    if (byte < 0x80) {
      const exact = length < 7 ? value : longVarint(chunk.subarray(at, at + length + 1));
      return { value: exact, length: length + 1 };
    }
  }
  throw notAMessage(position);
}

/** More than 49 bits; ten bytes are a negative int64 in two's complement. */
function longVarint(bytes: Uint8Array): number {
  let value = 0n;
  for (const [index, byte] of bytes.entries()) value |= BigInt(byte & 0x7f) << BigInt(7 * index);
  return Number(BigInt.asIntN(64, value));
}

function notAMessage(position: number): Unreadable {
  return new Unreadable("There is no field of a protobuf message here", `byte ${position}`);
}

/** The text of a field, cut at 4096 bytes. */
export async function textOf(bytes: Bytes, { range }: Field): Promise<string> {
  return utf8(await bytes.at(range.start, Math.min(range.end - range.start, textLimit)));
}

/** The numbers of a repeated varint field, packed or not, as part of a list of at most `limit`. */
export async function numbersOf(bytes: Bytes, field: Field, limit: number): Promise<number[]> {
  if (field.wireType === wireTypes.varint) return [field.value];
  const { start, end } = field.range;
  if (end - start > limit * 10) throw new Unreadable("A list is too long", `byte ${start}`);
  const packed = await bytes.at(start, end - start);
  const numbers: number[] = [];
  for (let at = 0; at < packed.length;) {
    const { value, length } = parseVarint(packed, at, start + at);
    numbers.push(value);
    at += length;
  }
  return numbers;
}

/** The value of a `float` field. */
export async function floatOf(bytes: Bytes, { range }: Field): Promise<number> {
  return viewOf(await bytes.at(range.start, 4)).getFloat32(0, true);
}

/** A `map<string, string>` entry, or any message of a key (1) and a value (2). */
export async function textEntryOf(
  bytes: Bytes,
  { range }: Field,
): Promise<readonly [key: string, value: string]> {
  let key = "";
  let value = "";
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1 && field.wireType === wireTypes.bytes) key = await textOf(bytes, field);
    if (field.number === 2 && field.wireType === wireTypes.bytes)
      value = await textOf(bytes, field);
  });
  return [key, value];
}

/** The first fields of a message, for telling formats apart; none if it is broken. */
export async function firstFields(bytes: Bytes, range: Range, limit: number): Promise<Field[]> {
  const fields: Field[] = [];
  try {
    await walkMessage(bytes, range, (field) => (fields.push(field) < limit ? undefined : "stop"));
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
  return fields;
}
