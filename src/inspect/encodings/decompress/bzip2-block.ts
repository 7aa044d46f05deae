import { Unreadable } from "../../contract/format.ts";
import type { BitReader } from "./bit-reader.ts";
import { damaged } from "./damaged.ts";
import { huffmanTable, readSymbol, type HuffmanTable } from "./huffman.ts";

/** Symbols that one table is used for before the next is selected. */
const groupSize = 50;
/** Selectors that a block can need; libbz2 passes over more than these. */
const selectorLimit = 18_002;

/**
 * The content of one block, before repetitions are written out: Huffman codes, lengths of runs and
 * moves to the front, and the transform of Burrows and Wheeler, all undone.
 */
export function readBlock(bits: BitReader, blockSize: number): Uint8Array {
  if (bits.take(1) === 1) {
    throw new Unreadable("The compressed bytes are randomised, as bzip2 before 0.9.5 wrote them");
  }
  const first = bits.take(24);
  const used = readUsedBytes(bits);
  const tables = readTables(bits, used.length + 2);
  const sorted = readSorted(bits, used, tables, blockSize);
  if (first >= sorted.length) throw damaged();
  return unsort(sorted, first);
}

/** Reads the set of byte values in use, a bitmap in two levels of sixteen. */
function readUsedBytes(bits: BitReader): number[] {
  const used: number[] = [];
  const groups = bits.take(16);
  for (let group = 0; group < 16; group++) {
    if (((groups >>> (15 - group)) & 1) === 0) continue;
    const members = bits.take(16);
    for (let member = 0; member < 16; member++)
      if (((members >>> (15 - member)) & 1) === 1) used.push(group * 16 + member);
  }
  if (used.length === 0) throw damaged();
  return used;
}

/** The tables in the order in which they are used, one for each group of symbols. */
function readTables(bits: BitReader, symbols: number): HuffmanTable[] {
  const tableCount = bits.take(3);
  const selectorCount = bits.take(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw damaged();
  const recent = Array.from({ length: tableCount }, (_, index) => index);
  const selectors: number[] = [];
  for (let number = 0; number < selectorCount; number++) {
    let place = 0;
    while (bits.take(1) === 1) place += 1;
    const [selected] = recent.splice(place, 1);
    if (selected === undefined) throw damaged();
    recent.unshift(selected);
    if (number < selectorLimit) selectors.push(selected);
  }
  const tables = recent.map(() => huffmanTable(readLengths(bits, symbols)));
  return selectors.flatMap((selected) => tables[selected] ?? []);
}

/** Reads the length of each symbol's code, stored as differences. */
function readLengths(bits: BitReader, symbols: number): number[] {
  const lengths: number[] = [];
  let length = bits.take(5);
  while (lengths.length < symbols) {
    if (length < 1 || length > 20) throw damaged();
    if (bits.take(1) === 0) lengths.push(length);
    else length += bits.take(1) === 0 ? 1 : -1;
  }
  return lengths;
}

/** The bytes in the order of what follows them. */
function readSorted(
  bits: BitReader,
  used: readonly number[],
  tables: readonly HuffmanTable[],
  blockSize: number,
): Uint8Array {
  const sorted = new Uint8Array(blockSize);
  const recent = Uint8Array.from(used);
  const endOfBlock = used.length + 1;
  let size = 0;
  let run = 0;
  let place = 1;
  for (const table of tables) {
    for (let left = groupSize; left > 0; left--) {
      const symbol = readSymbol(bits, table);
      if (symbol < 2) {
        run += place << symbol;
        place *= 2;
        if (run > blockSize - size) throw damaged();
        continue;
      }
      sorted.fill(recent[0] ?? 0, size, size + run);
      size += run;
      run = 0;
      place = 1;
      if (symbol === endOfBlock) return sorted.subarray(0, size);
      const byte = recent[symbol - 1] ?? 0;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      if (size === blockSize) throw damaged();
      sorted[size] = byte;
      size += 1;
    }
  }
  throw damaged();
}

/** Undoes the transform of Burrows and Wheeler: from each byte to the one that follows it. */
function unsort(sorted: Uint8Array, first: number): Uint8Array {
  const starts = new Uint32Array(257);
  for (const byte of sorted) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte++)
    starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  const next = new Uint32Array(sorted.length);
  sorted.forEach((byte, index) => {
    const at = starts[byte] ?? 0;
    next[at] = index;
    starts[byte] = at + 1;
  });
  const bytes = new Uint8Array(sorted.length);
  let at = first;
  for (let index = 0; index < bytes.length; index++) {
    at = next[at] ?? 0;
    bytes[index] = sorted[at] ?? 0;
  }
  return bytes;
}
