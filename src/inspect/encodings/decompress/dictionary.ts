import { damaged } from "./damaged.ts";

const firstSize = 64 * 1024;

/**
 * The last bytes that were decompressed, which later ones are copied from. Memory grows with the
 * content up to `size`, so that a file that only claims a large dictionary costs nothing.
 */
export class Dictionary {
  readonly #size: number;
  #bytes: Uint8Array;
  /** Index of the next byte. */
  #at = 0;
  /** Bytes since the last reset, up to `size`. */
  #filled = 0;

  constructor(size: number) {
    this.#size = size;
    this.#bytes = new Uint8Array(Math.min(size, firstSize));
  }

  reset(): void {
    this.#filled = 0;
  }

  push(byte: number): void {
    if (this.#at === this.#bytes.length) this.#turn();
    this.#bytes[this.#at] = byte;
    this.#at += 1;
    if (this.#filled < this.#size) this.#filled += 1;
  }

  /** The byte `distance` before the next one; 0 when there is none yet. */
  before(distance: number): number {
    if (distance > this.#filled) return 0;
    const at = this.#at - distance;
    return this.#bytes[at < 0 ? at + this.#bytes.length : at] ?? 0;
  }

  /** Repeats `length` bytes that begin `distance` before, and writes them to `output` as well. */
  repeat(distance: number, length: number, output: Uint8Array, offset: number): void {
    if (distance > this.#filled) throw damaged();
    for (let index = 0; index < length; index++) {
      const byte = this.before(distance);
      this.push(byte);
      output[offset + index] = byte;
    }
  }

  #turn(): void {
    const { length } = this.#bytes;
    if (length >= this.#size) {
      this.#at = 0;
      return;
    }
    const larger = new Uint8Array(Math.min(length * 2, this.#size));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
