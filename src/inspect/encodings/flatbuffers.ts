import { Unreadable } from "../contract/format.ts";
import { u16, u32, u64, utf8, viewOf, type Bytes } from "./bytes.ts";

/** Bytes of a name that are read: nothing longer would be shown. */
const maxName = 4096;
/** Entries of a vector at most. */
const maxLength = 10_000_000;

/**
 * A table of a FlatBuffer. Fields are found by their number in the order of the schema, and read
 * from the file as they are asked for. https://flatbuffers.dev/internals/
 */
export interface Table {
  readonly bytes: Bytes;
  readonly position: number;
  /** Offsets of the fields from `position`, 0 where a field has its default. */
  readonly offsets: readonly number[];
}

/** A vector: `length` entries from `start`. */
export interface Vector {
  readonly start: number;
  readonly length: number;
}

/** The table that a buffer at `start` begins with. */
export async function rootTable(bytes: Bytes, start = 0): Promise<Table> {
  return tableAt(bytes, start + u32(await bytes.at(start, 4)));
}

async function tableAt(bytes: Bytes, position: number): Promise<Table> {
  const vtable = position - viewOf(await bytes.at(position, 4)).getInt32(0, true);
  const size = u16(await bytes.at(vtable, 2));
  if (size < 4 || size % 2 !== 0) throw new Unreadable("A table is broken", `byte ${vtable}`);
  const entries = await bytes.at(vtable + 4, size - 4);
  const offsets = Array.from({ length: entries.length / 2 }, (_, index) => u16(entries, 2 * index));
  return { bytes, position, offsets };
}

function placeOf({ position, offsets }: Table, field: number): number | undefined {
  const offset = offsets[field] ?? 0;
  return offset === 0 ? undefined : position + offset;
}

/** An `int` or `uint` field. */
export async function intField(table: Table, field: number, otherwise = 0): Promise<number> {
  const place = placeOf(table, field);
  if (place === undefined) return otherwise;
  return viewOf(await table.bytes.at(place, 4)).getInt32(0, true);
}

/** A `ulong` field; `Unreadable` if it is no number of bytes. */
export async function longField(table: Table, field: number): Promise<number> {
  const place = placeOf(table, field);
  return place === undefined ? 0 : u64(await table.bytes.at(place, 8));
}

/** A `byte` field, also of an enumeration. */
export async function byteField(table: Table, field: number, otherwise = 0): Promise<number> {
  const place = placeOf(table, field);
  if (place === undefined) return otherwise;
  return viewOf(await table.bytes.at(place, 1)).getInt8(0);
}

/** A text, of which `most` bytes are read. */
export async function textField(
  table: Table,
  field: number,
  most = maxName,
): Promise<string | undefined> {
  const place = await target(table, field);
  return place === undefined ? undefined : textAt(table.bytes, place, most);
}

export async function tableField(table: Table, field: number): Promise<Table | undefined> {
  const place = await target(table, field);
  return place === undefined ? undefined : tableAt(table.bytes, place);
}

/** A vector of entries of `entrySize` bytes; an empty one where there is none. */
export async function vectorField(table: Table, field: number, entrySize: number): Promise<Vector> {
  const place = await target(table, field);
  if (place === undefined) return { start: 0, length: 0 };
  const length = u32(await table.bytes.at(place, 4));
  const start = place + 4;
  if (length > maxLength || start + length * entrySize > table.bytes.size) {
    throw new Unreadable(`A list of ${length} entries is longer than the file`, `byte ${place}`);
  }
  return { start, length };
}

/** A vector of `int`. */
export async function intsField(table: Table, field: number): Promise<number[]> {
  const { start, length } = await vectorField(table, field, 4);
  const view = viewOf(await table.bytes.at(start, length * 4));
  return Array.from({ length }, (_, index) => view.getInt32(index * 4, true));
}

export async function* tablesField(table: Table, field: number): AsyncGenerator<Table> {
  for await (const place of targets(table, field)) yield tableAt(table.bytes, place);
}

export async function* textsField(table: Table, field: number): AsyncGenerator<string> {
  for await (const place of targets(table, field)) yield textAt(table.bytes, place, maxName);
}

async function* targets(table: Table, field: number): AsyncGenerator<number> {
  const { start, length } = await vectorField(table, field, 4);
  for (let index = 0; index < length; index += 1) {
    const place = start + index * 4;
    yield place + u32(await table.bytes.at(place, 4));
  }
}

async function target(table: Table, field: number): Promise<number | undefined> {
  const place = placeOf(table, field);
  return place === undefined ? undefined : place + u32(await table.bytes.at(place, 4));
}

async function textAt(bytes: Bytes, place: number, most: number): Promise<string> {
  const length = u32(await bytes.at(place, 4));
  if (place + 4 + length > bytes.size) {
    throw new Unreadable("A text is longer than the file", `byte ${place}`);
  }
  return utf8(await bytes.at(place + 4, Math.min(length, most)));
}
