import { damaged } from "./damaged.ts";

/** Largest distance of a match. */
const reach = 64 * 1024;

/**
 * The content of one block and what is left of those before it.
 * Source: LZ4, doc/lz4_Block_format.md.
 */
export class Lz4Window {
  readonly #bytes: Uint8Array;
  readonly #blockSize: number;
  /** Index of the first byte that matches may refer to, and index of the next byte. */
  #begin = reach;
  #at = reach;

  /** `blockSize`: bytes that a block may hold. */
  constructor(blockSize: number) {
    this.#blockSize = blockSize;
    this.#bytes = new Uint8Array(reach + blockSize);
  }

  /** Forgets the blocks before. */
  clear(): void {
    this.#begin = this.#at;
  }

  /** Takes a block that was not compressed. */
  store(block: Uint8Array): Uint8Array {
    this.#shift();
    this.#literals(block, 0, block.length);
    return block.slice();
  }

  /** The content of a block. */
  decode(block: Uint8Array): Uint8Array {
    this.#shift();
    for (let at = 0; ;) {
      const token = block[at] ?? -1;
      if (token < 0) throw damaged();
      const literals = lengthOf(block, at + 1, token >>> 4);
      at = literals.end + literals.length;
      this.#literals(block, literals.end, literals.length);
      if (at === block.length) return this.#bytes.slice(reach, this.#at);
      const distance = (block[at] ?? 0) + 256 * (block[at + 1] ?? 0);
      const match = lengthOf(block, at + 2, token & 15);
      at = match.end;
      this.#repeat(distance, match.length + 4);
    }
  }

  /** Moves the last bytes to where the blocks before are looked for. */
  #shift(): void {
    const passed = this.#at - reach;
    this.#bytes.copyWithin(0, passed, this.#at);
    this.#begin = Math.max(0, this.#begin - passed);
    this.#at = reach;
  }

  #literals(block: Uint8Array, start: number, length: number): void {
    if (start + length > block.length || this.#at + length > reach + this.#blockSize)
      throw damaged();
    this.#bytes.set(block.subarray(start, start + length), this.#at);
    this.#at += length;
  }

  #repeat(distance: number, length: number): void {
    const bytes = this.#bytes;
    const from = this.#at - distance;
    if (distance === 0 || from < this.#begin || this.#at + length > bytes.length) throw damaged();
    if (distance >= length) bytes.copyWithin(this.#at, from, from + length);
    else {
      for (let index = 0; index < length; index++)
        bytes[this.#at + index] = bytes[from + index] ?? 0;
    }
    this.#at += length;
  }
}

/** A length whose first 15 the token has and the rest follows, up to 255 a byte. */
function lengthOf(
  block: Uint8Array,
  start: number,
  first: number,
): { readonly length: number; readonly end: number } {
  let end = start;
  let length = first;
  for (let byte = first === 15 ? 255 : 0; byte === 255; end++) {
    byte = block[end] ?? -1;
    if (byte < 0) throw damaged();
    length += byte;
  }
  return { length, end };
}
