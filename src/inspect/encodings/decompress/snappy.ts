import { Unreadable } from "../../contract/format.ts";
import { damaged } from "./damaged.ts";

/** Bytes that the three bytes of a copy become: nothing expands more. */
const largestExpansion = 64;

/**
 * Returns the content of a block of Snappy. Nothing larger than `limit`, or than its bytes could become,
 * is made room for. It is our own because what npm has for it is native code, takes any size that the block
 * claims, or is no longer maintained.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function unpackSnappy(block: Uint8Array, limit: number): Uint8Array {
  const { value: size, end } = readSize(block);
  if (size > limit) throw new Unreadable(`The content of ${size} bytes is too large`);
  if (size > block.length * largestExpansion) throw damaged();
  const content = new Uint8Array(size);
  let filled = 0;
  for (let at = end; at < block.length;) {
    const tag = block[at] ?? 0;
    const { length, distance, next } =
      (tag & 3) === 0 ? literalAt(block, at, tag) : copyAt(block, at, tag);
    if (filled + length > size || next > block.length || distance > filled) throw damaged();
    if (distance === 0) content.set(block.subarray(next - length, next), filled);
    else repeat(content, filled, distance, length);
    filled += length;
    at = next;
  }
  if (filled < size) throw damaged();
  return content;
}

/** Bytes that follow in the block (`distance` is 0), or those that were `distance` bytes before. */
interface Element {
  readonly length: number;
  readonly distance: number;
  /** Offset at which the next element begins. */
  readonly next: number;
}

function literalAt(block: Uint8Array, at: number, tag: number): Element {
  const short = tag >>> 2;
  // Lengths above 60 follow in one to four bytes.
  const width = Math.max(0, short - 59);
  const length = 1 + (width === 0 ? short : numberAt(block, at + 1, width));
  return { length, distance: 0, next: at + 1 + width + length };
}

function copyAt(block: Uint8Array, at: number, tag: number): Element {
  const kind = tag & 3;
  const isShort = kind === 1;
  const width = isShort ? 1 : kind === 2 ? 2 : 4;
  const distance = numberAt(block, at + 1, width) + (isShort ? (tag >>> 5) * 256 : 0);
  if (distance === 0) throw damaged();
  const length = isShort ? 4 + ((tag >>> 2) & 7) : 1 + (tag >>> 2);
  return { length, distance, next: at + 1 + width };
}

/** The copy may reach into what it writes itself. */
function repeat(content: Uint8Array, start: number, distance: number, length: number): void {
  for (let index = start; index < start + length; index += 1) {
    content[index] = content[index - distance] ?? 0;
  }
}

function numberAt(block: Uint8Array, at: number, width: number): number {
  if (at + width > block.length) throw damaged();
  let value = 0;
  for (let index = width - 1; index >= 0; index -= 1)
    value = value * 256 + (block[at + index] ?? 0);
  return value;
}

/** A number of up to 32 bits, seven in a byte, the lowest first. */
function readSize(block: Uint8Array): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = block[index] ?? 0x80;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80 && value < 2 ** 32) return { value, end: index + 1 };
  }
  throw damaged();
}
