import { memorySource } from "../../contract/archive-member.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxRead } from "../../contract/source.ts";
import { Bytes, u32, viewOf } from "../../encodings/bytes.ts";
import { unpackSnappy } from "../../encodings/decompress/snappy.ts";
import type { Range } from "../../encodings/protobuf.ts";

/** An entry of a table: its key in memory, and where its value is. */
export interface TableEntry {
  readonly key: Uint8Array;
  /** The file, or the content of the block if that is compressed. */
  readonly bytes: Bytes;
  readonly value: Range;
}

const footerSize = 48;
const magic = 0xdb4775248b80fb57n;
/** Type of compression and checksum after each block. */
const trailerSize = 5;
const compressions = { none: 0, snappy: 1 } as const;
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
export async function* readTable(bytes: Bytes, signal: AbortSignal): AsyncGenerator<TableEntry> {
  if (!(await endsAsTable(bytes))) throw new Unreadable("The file is cut short");
  const footer = await bytes.at(bytes.size - footerSize, footerSize);
  const base = bytes.size - footerSize;
  const afterOffset = readVarint(footer, 0, base).end;
  const afterMeta = readVarint(footer, afterOffset, base).end;
  const index = await readBlock(bytes, readHandle(footer, afterMeta, base), signal);
  let end = 0;
  for (const entry of entriesOf(index)) {
    const { start: at } = entry.value;
    const range = readHandle(await entry.bytes.at(at, entry.value.end - at), 0, at);
    // Blocks are written one after another: otherwise one could be read again and again.
    if (range.start < end) throw new Unreadable("Two blocks overlap", `byte ${range.start}`);
    ({ end } = range);
    yield* entriesOf(await readBlock(bytes, range, signal));
    signal.throwIfAborted();
  }
}

function readHandle(data: Uint8Array, at: number, base: number): Range {
  const offset = readVarint(data, at, base);
  const size = readVarint(data, offset.end, base);
  return { start: offset.value, end: offset.value + size.value };
}

interface Block {
  readonly content: Uint8Array;
  /** In which the content begins at `start`. */
  readonly bytes: Bytes;
  readonly start: number;
}

async function readBlock(bytes: Bytes, { start, end }: Range, signal: AbortSignal): Promise<Block> {
  const stored = await bytes.at(start, end - start + trailerSize);
  const content = stored.subarray(0, end - start);
  const compression = stored[end - start];
  if (compression === compressions.none) return { content, bytes, start };
  if (compression !== compressions.snappy) {
    throw new Unreadable("A block is compressed in a way that is not read", `byte ${start}`);
  }
  const unpacked = unpackSnappy(content, maxRead);
  const source = memorySource(`block at ${start}`, unpacked);
  return { content: unpacked, bytes: new Bytes(source, signal), start: 0 };
}

function* entriesOf({ content: block, bytes, start }: Block): Generator<TableEntry> {
  const where = `byte ${start}`;
  const size = block.length;
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
    yield { key, bytes, value: { start: start + valueAt, end: start + at } };
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
