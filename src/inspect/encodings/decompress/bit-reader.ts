import { EndOfBytes } from "../byte-cursor.ts";

/** Reads bits from bytes that are all there, the highest of each byte first. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #bits = 0;
  #count = 0;

  /** Bytes of which bits were taken. */
  get offset(): number {
    return this.#at - (this.#count >>> 3);
  }

  /** The next bits, up to 24, as a number; `EndOfBytes` when there are not so many. */
  take(count: number): number {
    const bits = this.peek(count);
    this.skip(count);
    return bits;
  }

  /** The same without moving on; bits that there are no bytes for are 0. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#bits = (this.#bits << 8) | (this.#bytes[this.#at] ?? 0);
      this.#at += 1;
      this.#count += 8;
    }
    return (this.#bits >>> (this.#count - count)) & ((1 << count) - 1);
  }

  /** Passes over bits that were peeked at. */
  skip(count: number): void {
    this.#count -= count;
    if (this.offset > this.#bytes.length)
      throw new EndOfBytes("The compressed bytes end too early");
  }

  /** Continues with these bytes, which begin at the `offset` where the last ones ended. */
  supply(bytes: Uint8Array): void {
    const unused = this.#count >>> 3;
    this.#bits >>>= unused * 8;
    this.#count -= unused * 8;
    this.#bytes = bytes;
    this.#at = 0;
  }
}
