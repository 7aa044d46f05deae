import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import type { EventId, Sha256 } from "../../core/model/ids.ts";
import type { LineProblem } from "../../core/refusals/ledger/line-fault.ts";
import { openNoFollow } from "../files/open-file.ts";
import { isFarFuture, zeroEventId } from "./event-id.ts";
import { hasLine } from "./has-line.ts";
import {
  chainStart,
  lineBehindFragment,
  lineHash,
  maxLineLength,
  parseLedgerLine,
  type LedgerLine,
  type ParsedLine,
} from "./ledger-line.ts";

/** Position up to which a ledger file has been read: the end of its last line that counts. */
export interface LedgerPosition {
  /** Bytes up to and including the newline of that line, also while this newline is missing. */
  readonly offset: number;
  /** Offset in bytes at which that line begins. */
  readonly lineStart: number;
  /** Its hash. */
  readonly hash: Sha256;
  /** Lines up to there, whether they count or not. */
  readonly lines: number;
  /** The last id up to there that later ids continue from, see `isFarFuture`. */
  readonly lastId: EventId | undefined;
}

export const ledgerStart: LedgerPosition = {
  offset: 0,
  lineStart: 0,
  hash: chainStart,
  lines: 0,
  lastId: undefined,
};

/** A line that can't be read, or does not count, and why. */
export interface LedgerDamage {
  /** Name of the ledger file. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: LineProblem;
}

export interface ReadLine extends LedgerLine {
  /** The position after this line. */
  readonly position: LedgerPosition;
}

/** State of the end of a ledger file. */
export interface LedgerEnd {
  readonly damage?: LedgerDamage;
  /** Lines of writers that had lost the lock: never acknowledged, passed over. */
  readonly superseded: readonly LedgerDamage[];
  /** Bytes after the last newline that are no line: never acknowledged. */
  readonly tornBytes: number;
  /** Bytes of a whole last line whose newline is missing or another byte. */
  readonly unendedBytes: number;
  /** Position of the next line: behind all whole lines, also those that do not count. */
  readonly next: LedgerPosition;
}

/** Returns the state of a file of which nothing was read. */
export function noEnd(next: LedgerPosition): LedgerEnd {
  return { superseded: [], tornBytes: 0, unendedBytes: 0, next };
}

const chunkSize = 1024 * 1024;

/**
 * Yields the lines after `from` in batches and returns the state of the end. Stops at the first
 * line that does not check out.
 */
export async function* readLedgerFile(
  path: string,
  from: LedgerPosition = ledgerStart,
): AsyncGenerator<readonly ReadLine[], LedgerEnd> {
  const handle = await openNoFollow(path);
  try {
    const reader = new LineReader(handle, basename(path), from);
    for (let offset = from.offset; ;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const { bytesRead } = await handle.read(chunk, 0, chunkSize, offset);
      const lines =
        bytesRead === 0 ? reader.atEnd() : await reader.take(chunk.subarray(0, bytesRead));
      if (lines.length > 0) yield lines;
      if (bytesRead === 0 || reader.damage) return reader.end();
      offset += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Splits the bytes of a file into lines and follows their chain. */
class LineReader {
  damage: LedgerDamage | undefined;
  readonly #handle: FileHandle;
  readonly #file: string;
  readonly #superseded: LedgerDamage[] = [];
  #position: LedgerPosition;
  /** The position behind the last whole line, whether it counts or not. */
  #next: LedgerPosition;
  #rest = Buffer.alloc(0);
  #unendedBytes = 0;

  constructor(handle: FileHandle, file: string, from: LedgerPosition) {
    this.#handle = handle;
    this.#file = file;
    this.#position = from;
    this.#next = from;
  }

  /** Answers the lines that count and end within these bytes. */
  async take(bytes: Buffer): Promise<ReadLine[]> {
    const lines: ReadLine[] = [];
    this.#rest = Buffer.concat([this.#rest, bytes]);
    let start = 0;
    while (!this.damage) {
      const end = this.#rest.indexOf(0x0a, start);
      if (end < 0) break;
      const line = this.#rest.subarray(start, end);
      start = end + 1;
      const parsed = parseLedgerLine(line, this.#position.hash);
      if (parsed.ok) this.#accept(parsed.line, line.length, lines);
      else if (await this.#isSuperseded(line, parsed)) this.#passOver(line.length);
      else this.#damaged(parsed.problem);
    }
    this.#rest = this.#rest.subarray(start);
    if (this.#rest.length > maxLineLength) this.#damaged({ fault: "too-long" });
    return lines;
  }

  /**
   * Returns the last line if its sum and chain are right: it was acknowledged, even if its newline
   * is missing or damaged.
   */
  atEnd(): ReadLine[] {
    const lines: ReadLine[] = [];
    for (const length of [this.#rest.length, this.#rest.length - 1]) {
      if (length <= 0) continue;
      const parsed = parseLedgerLine(this.#rest.subarray(0, length), this.#position.hash);
      if (!parsed.ok) continue;
      this.#accept(parsed.line, length, lines);
      this.#unendedBytes = this.#rest.length;
      this.#rest = Buffer.alloc(0);
      break;
    }
    return lines;
  }

  end(): LedgerEnd {
    return {
      ...(this.damage && { damage: this.damage }),
      superseded: this.#superseded,
      tornBytes: this.damage ? 0 : this.#rest.length,
      unendedBytes: this.#unendedBytes,
      next: this.#next,
    };
  }

  #accept({ event, hash, isRedacted }: LedgerLine, length: number, lines: ReadLine[]): void {
    const { lastId } = this.#position;
    const isFar = isFarFuture(event.id);
    if (!isFar && lastId !== undefined && event.id <= lastId) {
      this.#damaged({ fault: "id-not-later" });
      return;
    }
    this.#position = {
      lineStart: this.#next.offset,
      offset: this.#next.offset + length + 1,
      hash,
      lines: this.#next.lines + 1,
      lastId: isFar ? (lastId ?? zeroEventId) : event.id,
    };
    this.#next = this.#position;
    lines.push({ event, hash, position: this.#position, ...(isRedacted && { isRedacted }) });
  }

  #passOver(length: number): void {
    this.#superseded.push({
      file: this.#file,
      line: this.#next.lines + 1,
      problem: { fault: "superseded" },
    });
    const { offset, lines } = this.#next;
    this.#next = { ...this.#position, offset: offset + length + 1, lines: lines + 1 };
  }

  #damaged(problem: LineProblem): void {
    this.damage = { file: this.#file, line: this.#next.lines + 1, problem };
  }

  /**
   * Tells whether a line is that of a writer who did not know that it had lost its lock: it follows
   * an earlier line of this file, or stands behind the fragment of another writer's broken write.
   */
  async #isSuperseded(
    line: Buffer,
    { follows }: Extract<ParsedLine, { ok: false }>,
  ): Promise<boolean> {
    if (follows !== undefined) return this.#isEarlier(follows);
    const behind = lineBehindFragment(line);
    if (!behind) return false;
    const parsed = parseLedgerLine(behind, this.#position.hash);
    return parsed.ok || (parsed.follows !== undefined && this.#isEarlier(parsed.follows));
  }

  async #isEarlier(hash: Sha256): Promise<boolean> {
    if (this.#next.offset === 0) return false;
    return hash === chainStart || hasLine(this.#handle, hash, this.#next.offset);
  }
}

/**
 * Tells whether the file still has, up to the position, what was read from it: the same last line.
 */
export async function hasPosition(path: string, position: LedgerPosition): Promise<boolean> {
  const length = position.offset - position.lineStart - 1;
  if (length < 0 || length > maxLineLength) return position.offset === 0;
  const handle = await openNoFollow(path);
  try {
    const line = Buffer.allocUnsafe(length + 1);
    const { bytesRead } = await handle.read(line, 0, length + 1, position.lineStart);
    if (bytesRead < length || lineHash(line.subarray(0, length)) !== position.hash) return false;
    if (bytesRead === length || line[length] === 0x0a) return true;
    // Another byte stands where the newline of the file's last line must be.
    return (await handle.stat()).size === position.offset;
  } finally {
    await handle.close();
  }
}
