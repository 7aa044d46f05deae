import { Unreadable } from "../../contract/format.ts";
import { u32, viewOf, type Bytes } from "../../encodings/bytes.ts";
import type { Range } from "../../encodings/protobuf.ts";

/** An entry of a table: its key in memory, and where its value is in the file. */
export interface TableEntry {
  readonly key: Uint8Array;
  readonly value: Range;
}

const footerSize = 48;
const magic = 0xdb4775248b80fb57n;
/** Type of compression and checksum after each block. */
const trailerSize = 5;
/** Bytes of a key at most: it is the name of a tensor. */
const maxKey = 64 * 1024;

/** Returns whether a file ends as a table does. */
export async function endsAsTable(bytes: Bytes): Promise<boolean> {
  if (bytes.size < footerSize) return false;
  const tail = await bytes.at(bytes.size - 8, 8);
  return viewOf(tail).getBigUint64(0, true) === magic;
}

/**
 * Reads the entries of a sorted string table of LevelDB, in which TensorFlow keeps the index of a
 * checkpoint. https://github.com/google/leveldb/blob/main/doc/table_format.md
 */
export async function* readTable(bytes: Bytes): AsyncGenerator<TableEntry> {
  if (!(await endsAsTable(bytes))) throw new Unreadable("The file is cut short");
  const footer = await bytes.at(bytes.size - footerSize, footerSize);
  const base = bytes.size - footerSize;
  const afterOffset = readVarint(footer, 0, base).end;
  const afterMeta = readVarint(footer, afterOffset, base).end;
  for await (const { value } of readBlock(bytes, readHandle(footer, afterMeta, base))) {
    const handle = await bytes.at(value.start, value.end - value.start);
    yield* readBlock(bytes, readHandle(handle, 0, value.start));
  }
}

function readHandle(data: Uint8Array, at: number, base: number): Range {
  const offset = readVarint(data, at, base);
  const size = readVarint(data, offset.end, base);
  return { start: offset.value, end: offset.value + size.value };
}

async function* readBlock(bytes: Bytes, { start, end }: Range): AsyncGenerator<TableEntry> {
  const where = `byte ${start}`;
  const block = await bytes.at(start, end - start + trailerSize);
  const size = end - start;
  if (block[size] !== 0) throw new Unreadable("A block is compressed, which is not read", where);
  if (size < 4) throw new Unreadable("A block is broken", where);
  const entriesEnd = size - 4 - 4 * u32(block, size - 4);
  if (entriesEnd < 0) throw new Unreadable("A block is broken", where);
  let key: Uint8Array = new Uint8Array();
  for (let at = 0; at < entriesEnd;) {
    const shared = readVarint(block, at, start);
    const rest = readVarint(block, shared.end, start);
    const length = readVarint(block, rest.end, start);
    const valueAt = length.end + rest.value;
    const keySize = shared.value + rest.value;
    if (shared.value > key.length || keySize > maxKey || valueAt + length.value > entriesEnd) {
      throw new Unreadable("An entry is broken", `byte ${start + at}`);
    }
    const next = new Uint8Array(keySize);
    next.set(key.subarray(0, shared.value));
    next.set(block.subarray(length.end, valueAt), shared.value);
    key = next;
    at = valueAt + length.value;
    yield { key, value: { start: start + valueAt, end: start + at } };
  }
}

function readVarint(data: Uint8Array, at: number, base: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = data[at + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80 && Number.isSafeInteger(value)) return { value, end: at + index + 1 };
  }
  throw new Unreadable("A number is broken", `byte ${base + at}`);
}
