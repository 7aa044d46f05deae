import type { BitReader } from "./bit-reader.ts";
import { damaged } from "./damaged.ts";

const longest = 20;
/** Codes of up to so many bits are looked up at once: nearly all that are met. */
const shortBits = 10;

/** Canonical codes: those of one length are consecutive numbers, after the shorter ones. */
export interface HuffmanTable {
  /** By what the next `shortBits` bits are: the symbol times 32 and the length, or 0. */
  readonly short: Uint16Array;
  /** By length: the first code, and where its symbols begin and end among `symbols`. */
  readonly firsts: Int32Array;
  readonly offsets: Int32Array;
  /** By length of code, then by number. */
  readonly symbols: Uint16Array;
}

/** The codes of symbols whose lengths (1 to 20) are these. */
export function huffmanTable(lengths: readonly number[]): HuffmanTable {
  const order = lengths.map((_, symbol) => symbol);
  order.sort((one, other) => (lengths[one] ?? 0) - (lengths[other] ?? 0) || one - other);
  const firsts = new Int32Array(longest + 2);
  const offsets = new Int32Array(longest + 2);
  const short = new Uint16Array(2 ** shortBits);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= longest; length++) {
    code *= 2;
    firsts[length] = code;
    offsets[length] = at;
    for (; lengths[order[at] ?? -1] === length; at++, code++) {
      const span = 2 ** (shortBits - length);
      if (span >= 1) short.fill((order[at] ?? 0) * 32 + length, code * span, (code + 1) * span);
    }
  }
  offsets[longest + 1] = at;
  return { short, firsts, offsets, symbols: Uint16Array.from(order) };
}

export function readSymbol(bits: BitReader, table: HuffmanTable): number {
  const next = bits.peek(longest);
  const found = table.short[next >>> (longest - shortBits)] ?? 0;
  if (found !== 0) {
    bits.skip(found & 31);
    return found >>> 5;
  }
  return readLong(bits, next, table);
}

function readLong(bits: BitReader, next: number, table: HuffmanTable): number {
  const { firsts, offsets, symbols } = table;
  for (let length = 1; length <= longest; length++) {
    const index = (offsets[length] ?? 0) + (next >>> (longest - length)) - (firsts[length] ?? 0);
    if (index < (offsets[length] ?? 0) || index >= (offsets[length + 1] ?? 0)) continue;
    bits.skip(length);
    return symbols[index] ?? 0;
  }
  throw damaged();
}
