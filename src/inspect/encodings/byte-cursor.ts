import { Unreadable } from "../contract/format.ts";
import { maxRead, type Source } from "../contract/source.ts";

/** Bytes that come one after another, from a file or out of a decompressor. */
export interface ByteSupply {
  /** The next bytes, none at the end. */
  next(): Promise<Uint8Array>;
  /** Skips `count` bytes and returns how many of them there were. */
  skip(count: number): Promise<number>;
  /** Releases its resources if its bytes are not read to their end. */
  close?(): void;
}

/** The bytes end before what they announce does. */
export class EndOfBytes extends Unreadable {}

const chunkSize = 256 * 1024;
/** Most entries of archives are known by their first bytes. */
const firstChunkSize = 4 * 1024;

/** The bytes of `source` from `start` up to `end`. */
export function rangeSupply(source: Source, start = 0, end: number = source.size): ByteSupply {
  let at = Math.min(start, end);
  let size = firstChunkSize;
  return {
    async next() {
      const bytes = await source.read(at, Math.min(size, end - at));
      at += bytes.length;
      size = chunkSize;
      return bytes;
    },
    skip(count) {
      const passed = Math.min(count, end - at);
      at += passed;
      return Promise.resolve(passed);
    },
  };
}

/** Bytes that are in memory already. */
export function memorySupply(bytes: Uint8Array): ByteSupply {
  let at = 0;
  return {
    next() {
      const rest = bytes.subarray(at);
      at = bytes.length;
      return Promise.resolve(rest);
    },
    skip(count) {
      const passed = Math.min(count, bytes.length - at);
      at += passed;
      return Promise.resolve(passed);
    },
  };
}

/** Reads a supply from front to back: what is in the buffer at once, more by waiting for it. */
export class ByteCursor {
  readonly #supply: ByteSupply;
  #buffer: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Offset of the first byte of the buffer. */
  #base: number;

  /** `offset`: where the supply begins, for messages. */
  constructor(supply: ByteSupply, offset = 0) {
    this.#supply = supply;
    this.#base = offset;
  }

  get offset(): number {
    return this.#base + this.#at;
  }

  /** Number of bytes that can be taken without waiting. */
  get available(): number {
    return this.#buffer.length - this.#at;
  }

  /** Waits until `count` bytes can be taken; false when the bytes end before. */
  async fill(count: number): Promise<boolean> {
    if (count > maxRead)
      throw new Unreadable(`A piece of ${count} bytes is too large to be looked at`);
    const pieces = [this.#buffer.subarray(this.#at)];
    let size = this.available;
    while (size < count) {
      const piece = await this.#supply.next();
      if (piece.length === 0) break;
      pieces.push(piece);
      size += piece.length;
    }
    if (pieces.length > 1) {
      this.#base = this.offset;
      this.#at = 0;
      this.#buffer =
        pieces.length === 2 && pieces[0]?.length === 0
          ? (pieces[1] ?? this.#buffer)
          : concatenate(pieces, size);
    }
    return size >= count;
  }

  /** The next byte, which must be available or there is none. */
  byte(): number {
    const byte = this.#buffer[this.#at];
    if (byte === undefined) throw this.#ended();
    this.#at += 1;
    return byte;
  }

  /** The next bytes, which must be available or there are not so many. */
  take(count: number): Uint8Array {
    if (this.available < count) throw this.#ended();
    const bytes = this.#buffer.subarray(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }

  /** The next `count` bytes without moving on, if there is no need to wait for them. */
  atHand(count: number): Uint8Array | undefined {
    if (this.available < count) return undefined;
    return this.#buffer.subarray(this.#at, this.#at + count);
  }

  /** Waits for the next `count` bytes and takes them. */
  async read(count: number): Promise<Uint8Array> {
    if (this.available < count) await this.fill(count);
    return this.take(count);
  }

  /** Up to `count` bytes without moving on. */
  async peek(count: number): Promise<Uint8Array> {
    await this.fill(count);
    return this.#buffer.subarray(this.#at, this.#at + count);
  }

  /** The bytes up to the next `\n`, which is passed over too; undefined when they are more than `limit`. */
  async line(limit: number): Promise<Uint8Array | undefined> {
    let wanted = 256;
    for (;;) {
      const end = this.#buffer.indexOf(0x0a, this.#at);
      if (end >= 0) {
        const line = this.#buffer.subarray(this.#at, end);
        this.#at = end + 1;
        return line.length > limit ? undefined : line;
      }
      if (this.available > limit) return this.#skipLine();
      wanted = Math.max(wanted * 2, this.available + 1);
      if (!(await this.fill(wanted)) && !this.#buffer.includes(0x0a, this.#at)) throw this.#ended();
    }
  }

  /** The next `count` lines as `line` gives them, if they can be taken without waiting. */
  linesAtHand(count: number, limit: number): readonly Uint8Array[] | undefined {
    const lines: Uint8Array[] = [];
    let at = this.#at;
    while (lines.length < count) {
      const end = this.#buffer.indexOf(0x0a, at);
      if (end < 0 || end - at > limit) return undefined;
      lines.push(this.#buffer.subarray(at, end));
      at = end + 1;
    }
    this.#at = at;
    return lines;
  }

  /**
   * Returns true if a `\n` comes before the end of the bytes, or if there are more than `limit` of
   * them.
   */
  async hasLine(limit: number): Promise<boolean> {
    while (!this.#buffer.includes(0x0a, this.#at) && this.available <= limit) {
      if (!(await this.fill(this.available + 1))) return false;
    }
    return true;
  }

  async #skipLine(): Promise<undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(0x0a, this.#at);
      this.#at = end >= 0 ? end + 1 : this.#buffer.length;
      if (end >= 0) return undefined;
      if (!(await this.fill(1))) throw this.#ended();
    }
  }

  /** Passes over bytes that need not be looked at. */
  async skip(count: number): Promise<void> {
    const buffered = Math.min(count, this.available);
    this.#at += buffered;
    if (buffered === count) return;
    this.#base = this.offset;
    this.#at = 0;
    this.#buffer = new Uint8Array(0);
    const passed = await this.#supply.skip(count - buffered);
    this.#base += passed;
    if (passed < count - buffered) throw this.#ended();
  }

  #ended(): EndOfBytes {
    return new EndOfBytes(
      "The bytes end too early: the file is cut short",
      `offset ${this.offset}`,
    );
  }
}

function concatenate(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
