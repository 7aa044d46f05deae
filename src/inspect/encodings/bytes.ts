import { setImmediate } from "node:timers/promises";
import { count } from "../../core/text/format.ts";
import { Unreadable } from "../contract/format.ts";
import { maxRead, type Source } from "../contract/source.ts";

const blockSize = 64 * 1024;
/** Formats jump between a directory and what it lists: a few blocks are worth keeping. */
const blocksKept = 64;
/** Pieces after which others are let in: a file may send a reader over the same bytes again and again. */
const turnLength = 16 * 1024;

/**
 * Random access to the bytes of a source through a cache of 64 KiB blocks (4 MiB in all), for
 * readers that look at many small pieces and skip what lies between.
 */
export class Bytes {
  readonly size: number;
  readonly #source: Source;
  readonly #signal: AbortSignal;
  /** By block number, the most recently read last. */
  readonly #blocks = new Map<number, Uint8Array>();
  #pieces = 0;

  constructor(source: Source, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
    this.size = source.size;
  }

  /** The bytes from `offset`; `Unreadable` if the file does not have them all. */
  async at(offset: number, length: number): Promise<Uint8Array> {
    if (
      !Number.isSafeInteger(offset) ||
      !Number.isSafeInteger(length) ||
      offset < 0 ||
      length < 0
    ) {
      throw new Unreadable("An offset or a length is not possible", `byte ${offset}`);
    }
    if (offset + length > this.size) {
      throw new Unreadable(
        `The file ends at byte ${this.size}, where ${count(length, "byte")} should follow`,
        `byte ${offset}`,
      );
    }
    return this.upTo(offset, length);
  }

  /** The bytes from `offset`, fewer than `length` at the end of the file. */
  async upTo(offset: number, length: number): Promise<Uint8Array> {
    this.#pieces += 1;
    if (this.#pieces % turnLength === 0) await this.#letOthersIn();
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array();
    const first = Math.floor(offset / blockSize);
    const last = Math.floor((end - 1) / blockSize);
    if (first === last) {
      const block = await this.#block(first);
      return block.subarray(offset - first * blockSize, end - first * blockSize);
    }
    if (end - offset > maxRead) {
      throw new Unreadable(`A part of ${end - offset} bytes is too large`, `byte ${offset}`);
    }
    if (last - first > 1) {
      this.#signal.throwIfAborted();
      return this.#whole(await this.#source.read(offset, end - offset), end - offset, offset);
    }
    const joined = new Uint8Array(end - offset);
    const [left, right] = [await this.#block(first), await this.#block(last)];
    joined.set(left.subarray(offset - first * blockSize));
    joined.set(right.subarray(0, end - last * blockSize), last * blockSize - offset);
    return joined;
  }

  /**
   * Returns the bytes from `offset` to the end of its block: at least one, unless the file ends
   * there.
   */
  async ahead(offset: number): Promise<Uint8Array> {
    return this.upTo(offset, blockSize - (offset % blockSize));
  }

  async #letOthersIn(): Promise<void> {
    await setImmediate();
    this.#signal.throwIfAborted();
  }

  async #block(number: number): Promise<Uint8Array> {
    const kept = this.#blocks.get(number);
    if (kept) return kept;
    this.#signal.throwIfAborted();
    const start = number * blockSize;
    const expected = Math.min(blockSize, this.size - start);
    const block = this.#whole(await this.#source.read(start, expected), expected, start);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= blocksKept && oldest !== undefined) this.#blocks.delete(oldest);
    this.#blocks.set(number, block);
    return block;
  }

  /** A file that shrinks while it is read gives less than its size promised. */
  #whole(bytes: Uint8Array, expected: number, offset: number): Uint8Array {
    if (bytes.length >= expected) return bytes.subarray(0, expected);
    throw new Unreadable("The file became shorter while it was read", `byte ${offset}`);
  }
}

export function u16(bytes: Uint8Array, offset = 0): number {
  return viewOf(bytes).getUint16(offset, true);
}

export function u32(bytes: Uint8Array, offset = 0): number {
  return viewOf(bytes).getUint32(offset, true);
}

/** A little-endian unsigned 64-bit number; `Unreadable` if it is too large to count bytes with. */
export function u64(bytes: Uint8Array, offset = 0): number {
  const value = viewOf(bytes).getBigUint64(offset, true);
  if (value > Number.MAX_SAFE_INTEGER) throw new Unreadable(`A length of ${value} is not possible`);
  return Number(value);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Text of a file: UTF-8, what is no UTF-8 replaced. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Tells, without decoding anything, whether text begins with an ASCII character after blanks. */
export function beginsWith(bytes: Uint8Array, character: string): boolean {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = hasMark ? 3 : 0;
  while (at < bytes.length && blanks.has(bytes[at] ?? 0)) at += 1;
  return bytes[at] === character.charCodeAt(0);
}

/** Space, tabulators and line ends. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);

/** Text up to the first zero byte. */
export function zeroTerminated(data: Uint8Array): string {
  const end = data.indexOf(0);
  return new TextDecoder().decode(end < 0 ? data : data.subarray(0, end));
}
