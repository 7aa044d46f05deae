import type { Dictionary } from "./dictionary.ts";
import { RangeDecoder } from "./range-decoder.ts";

/**
 * Number of bits of the last byte (`lc`) and of the position (`lp`, `pb`) that are used as context.
 */
export interface LzmaProperties {
  readonly lc: number;
  readonly lp: number;
  readonly pb: number;
}

/** A match is no longer than this. */
export const longestMatch = 273;

// Where the probabilities of each kind begin in one array.
const isMatch = 0;
const isRep = isMatch + 12 * 16;
const isRepG0 = isRep + 12;
const isRepG1 = isRepG0 + 12;
const isRepG2 = isRepG1 + 12;
const isRep0Long = isRepG2 + 12;
const posSlot = isRep0Long + 12 * 16;
const posSpecial = posSlot + 4 * 64;
const align = posSpecial + 115;
const matchLength = align + 16;
const lengthSize = 2 + 16 * 8 + 16 * 8 + 256;
const repLength = matchLength + lengthSize;
const literal = repLength + lengthSize;

/** The one byte that encodes them; undefined when it can't. liblzma allows `lc + lp` up to 4. */
export function propertiesOf(byte: number): LzmaProperties | undefined {
  const properties = { lc: byte % 9, lp: Math.floor(byte / 9) % 5, pb: Math.floor(byte / 45) };
  return properties.pb > 4 || properties.lc + properties.lp > 4 ? undefined : properties;
}

/**
 * Decodes LZMA symbols: literals, and matches that repeat what is in the dictionary.
 * Source: LZMA specification (Pavlov, 2015).
 */
export class LzmaDecoder {
  readonly range = new RangeDecoder();
  readonly dictionary: Dictionary;
  /** True after the marker that ends a stream. */
  ended = false;
  #probabilities = new Uint16Array(0);
  #properties: LzmaProperties = { lc: 0, lp: 0, pb: 0 };
  #state = 0;
  #reps = [0, 0, 0, 0] as [number, number, number, number];
  /** Bytes since the dictionary was reset, modulo 16: all that positions are looked at for. */
  #position = 0;

  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  /** Forgets what was learned, with these properties or with those in use. */
  reset(properties: LzmaProperties = this.#properties): void {
    this.#properties = properties;
    this.#probabilities = new Uint16Array(literal + (0x300 << (properties.lc + properties.lp)));
    this.#probabilities.fill(1024);
    this.#state = 0;
    this.#reps = [0, 0, 0, 0];
  }

  resetDictionary(): void {
    this.dictionary.reset();
    this.#position = 0;
  }

  /** Takes bytes that were not compressed. */
  store(bytes: Uint8Array): void {
    for (const byte of bytes) this.dictionary.push(byte);
    this.#position = (this.#position + bytes.length) % 16;
  }

  /**
   * Fills `output` up to `wanted` bytes and returns their number: fewer when more input is needed
   * (unless `isLast`) or when the stream has ended; more by the end of a match, for which `output`
   * must have room.
   */
  decode(output: Uint8Array, wanted: number, isLast: boolean): number {
    let at = 0;
    while (at < wanted && !this.ended && (isLast || this.range.hasSymbol)) {
      const before = at;
      at += this.#symbol(output, at);
      this.#position = (this.#position + at - before) & 15;
    }
    return at;
  }

  /** Decodes one symbol to `output` and returns its number of bytes. */
  #symbol(output: Uint8Array, at: number): number {
    const probabilities = this.#probabilities;
    const position = this.#position & ((1 << this.#properties.pb) - 1);
    const state = this.#state;
    if (this.range.bit(probabilities, isMatch + state * 16 + position) === 0) {
      const byte = this.#literal();
      this.range.checkEnd();
      this.dictionary.push(byte);
      output[at] = byte;
      return 1;
    }
    let length: number;
    if (this.range.bit(probabilities, isRep + state) === 0) {
      length = this.#length(matchLength, position);
      this.#state = state < 7 ? 7 : 10;
      const distance = this.#distance(length);
      if (distance === 0xffffffff) {
        this.ended = true;
        return 0;
      }
      this.#reps = [distance, this.#reps[0], this.#reps[1], this.#reps[2]];
    } else if (this.#shortRep(position)) length = 1;
    else {
      length = this.#length(repLength, position);
      this.#state = state < 7 ? 8 : 11;
    }
    this.range.checkEnd();
    this.dictionary.repeat(this.#reps[0] + 1, length, output, at);
    return length;
  }

  /** Decodes which of the last distances is used again. Returns true if for one byte only. */
  #shortRep(position: number): boolean {
    const { range } = this;
    const probabilities = this.#probabilities;
    const state = this.#state;
    const [first, second, third, fourth] = this.#reps;
    if (range.bit(probabilities, isRepG0 + state) === 0) {
      if (range.bit(probabilities, isRep0Long + state * 16 + position) === 1) return false;
      this.#state = state < 7 ? 9 : 11;
      return true;
    }
    if (range.bit(probabilities, isRepG1 + state) === 0)
      this.#reps = [second, first, third, fourth];
    else if (range.bit(probabilities, isRepG2 + state) === 0)
      this.#reps = [third, first, second, fourth];
    else this.#reps = [fourth, first, second, third];
    return false;
  }

  #literal(): number {
    const { range, dictionary } = this;
    const { lc, lp } = this.#properties;
    const probabilities = this.#probabilities;
    const low = this.#position & ((1 << lp) - 1);
    const offset = literal + 0x300 * ((low << lc) + (dictionary.before(1) >>> (8 - lc)));
    const state = this.#state;
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    let symbol = 1;
    if (state >= 7) {
      // After a match, the byte that would have gone on with it is most likely not the right one.
      let matched = dictionary.before(this.#reps[0] + 1);
      while (symbol < 0x100) {
        const expected = (matched >>> 7) & 1;
        matched <<= 1;
        const bit = range.bit(probabilities, offset + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    return range.tree(probabilities, offset, 8, symbol);
  }

  #length(offset: number, position: number): number {
    const { range } = this;
    const probabilities = this.#probabilities;
    if (range.bit(probabilities, offset) === 0)
      return 2 + range.tree(probabilities, offset + 2 + position * 8, 3);
    if (range.bit(probabilities, offset + 1) === 0)
      return 10 + range.tree(probabilities, offset + 2 + 128 + position * 8, 3);
    return 18 + range.tree(probabilities, offset + 2 + 256, 8);
  }

  /** One less than the distance of a match. */
  #distance(length: number): number {
    const { range } = this;
    const probabilities = this.#probabilities;
    const slot = range.tree(probabilities, posSlot + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + range.reverseTree(probabilities, posSpecial + base - slot, bits);
    return base + range.direct(bits - 4) * 16 + range.reverseTree(probabilities, align, 4);
  }
}
