import { EndOfBytes } from "../byte-cursor.ts";
import { damaged } from "./damaged.ts";

/** Bytes that the decoding of one LZMA symbol takes at most; LZMA SDK (`LZMA_REQUIRED_INPUT_MAX`). */
export const symbolBytes = 20;
const range = 0;
const code = 1;
/** Below this, a byte is shifted in. */
const smallest = 2 ** 24;

/**
 * The arithmetic decoder of LZMA: bits, each with its probability of being 0, in 2048ths.
 * Source: LZMA specification (Pavlov, 2015), “The Range Decoder”.
 */
export class RangeDecoder {
  /** Range and code; as an array because numbers of 32 bits would be boxed. */
  readonly #state = new Uint32Array(2);
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** True if a symbol can be decoded without checking for the end of the bytes. */
  get hasSymbol(): boolean {
    return this.#input.length - this.#at >= symbolBytes;
  }

  /** True if the bytes are used up and all that was encoded is decoded. */
  get isAtEnd(): boolean {
    return this.#at === this.#input.length && this.#state[code] === 0;
  }

  /** Bytes that are not yet decoded. */
  rest(): Uint8Array {
    return this.#input.subarray(this.#at);
  }

  /** Continues with these bytes, which begin where the last ones ended. */
  supply(input: Uint8Array): void {
    this.#input = input;
    this.#at = 0;
  }

  /** Reads the five bytes that a range begins with. */
  start(): void {
    if (this.rest().length < 5) throw cutShort();
    const [first, ...others] = this.rest().subarray(0, 5);
    if (first !== 0) throw damaged();
    this.#state[range] = 0xffffffff;
    this.#state[code] = others.reduce((sum, byte) => sum * 256 + byte, 0);
    this.#at += 5;
  }

  /** Throws when more bytes were decoded than there are. */
  checkEnd(): void {
    if (this.#at > this.#input.length) throw cutShort();
  }

  bit(probabilities: Uint16Array, index: number): number {
    const state = this.#state;
    const size = state[range] ?? 0;
    const value = state[code] ?? 0;
    const probability = probabilities[index] ?? 0;
    const bound = Math.imul(size >>> 11, probability) >>> 0;
    let bit: number;
    let rest: number;
    if (value < bound) {
      probabilities[index] = probability + ((2048 - probability) >>> 5);
      rest = bound;
      bit = 0;
    } else {
      probabilities[index] = probability - (probability >>> 5);
      state[code] = value - bound;
      rest = size - bound;
      bit = 1;
    }
    state[range] = rest;
    if (rest < smallest) this.#shift();
    return bit;
  }

  /** Bits that are as likely 0 as 1, the highest first. */
  direct(count: number): number {
    const state = this.#state;
    let bits = 0;
    for (let left = count; left > 0; left--) {
      const half = (state[range] ?? 0) >>> 1;
      const value = state[code] ?? 0;
      const bit = value >= half ? 1 : 0;
      if (bit === 1) state[code] = value - half;
      state[range] = half;
      bits = bits * 2 + bit;
      if (half < smallest) this.#shift();
    }
    return bits;
  }

  /**
   * A number of `count` bits, the highest first, each with probabilities of those before it. Where most
   * of the time is spent: the same as `bit`, with everything at hand.
   */
  tree(probabilities: Uint16Array, offset: number, count: number, first = 1): number {
    const state = this.#state;
    const input = this.#input;
    let at = this.#at;
    let size = state[range] ?? 0;
    let value = state[code] ?? 0;
    let node = first;
    while (node < 1 << count) {
      const probability = probabilities[offset + node] ?? 0;
      const bound = Math.imul(size >>> 11, probability) >>> 0;
      if (value < bound) {
        probabilities[offset + node] = probability + ((2048 - probability) >>> 5);
        size = bound;
        node <<= 1;
      } else {
        probabilities[offset + node] = probability - (probability >>> 5);
        value = (value - bound) >>> 0;
        size = (size - bound) >>> 0;
        node = (node << 1) | 1;
      }
      if (size < smallest) {
        size = (size << 8) >>> 0;
        value = ((value << 8) | (input[at] ?? 0)) >>> 0;
        at += 1;
      }
    }
    this.#at = at;
    state[range] = size;
    state[code] = value;
    return node - (1 << count);
  }

  /** The same with the lowest bit first. */
  reverseTree(probabilities: Uint16Array, offset: number, count: number): number {
    let node = 1;
    let number = 0;
    for (let place = 0; place < count; place++) {
      const bit = this.bit(probabilities, offset + node);
      node = (node << 1) | bit;
      number |= bit << place;
    }
    return number;
  }

  #shift(): void {
    const state = this.#state;
    state[range] = (state[range] ?? 0) << 8;
    state[code] = ((state[code] ?? 0) << 8) | (this.#input[this.#at] ?? 0);
    this.#at += 1;
  }
}

function cutShort(): EndOfBytes {
  return new EndOfBytes("The compressed bytes end too early");
}
