import { open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { EventId, Sha256 } from "../core/ids.ts";
import { RegistryError } from "../core/refusal.ts";
import { replaceFile, syncFolder, writeAll } from "./atomic-file.ts";
import {
  chainStart,
  maxLineLength,
  parseLedgerLine,
  sha256,
  type LedgerLine,
} from "./ledger-line.ts";
import { openNoFollow } from "./open-file.ts";

/** How far a ledger file has been read. */
export interface LedgerPosition {
  /** Bytes up to and including the newline of the last line read. */
  readonly offset: number;
  /** Where that line begins. */
  readonly lineStart: number;
  /** Its hash. */
  readonly hash: Sha256;
  /** Lines up to there. */
  readonly lines: number;
  readonly lastId: EventId | undefined;
}

export const ledgerStart: LedgerPosition = {
  offset: 0,
  lineStart: 0,
  hash: chainStart,
  lines: 0,
  lastId: undefined,
};

/** A line that can't be read, and what is wrong with it. */
export interface LedgerDamage {
  /** Name of the ledger file. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

export interface ReadLine extends LedgerLine {
  /** The position after this line. */
  readonly position: LedgerPosition;
}

/** What the end of a ledger file looks like. */
export interface LedgerEnd {
  readonly damage?: LedgerDamage;
  /** Bytes after the last newline: a line that was never acknowledged. */
  readonly tornBytes: number;
}

const chunkSize = 1024 * 1024;

/**
 * Yields the lines after `from` in batches and returns what the end looks like. Stops at the first
 * line that does not check out.
 */
export async function* readLedgerFile(
  path: string,
  from: LedgerPosition = ledgerStart,
): AsyncGenerator<readonly ReadLine[], LedgerEnd> {
  const handle = await openNoFollow(path);
  try {
    let position = from;
    let rest = Buffer.alloc(0);
    for (let offset = from.offset; ;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const { bytesRead } = await handle.read(chunk, 0, chunkSize, offset);
      if (bytesRead === 0) return { tornBytes: rest.length };
      offset += bytesRead;
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const { lines, position: reached, damage } = splitLines(path, rest, position);
      rest = rest.subarray(reached.offset - position.offset);
      position = reached;
      if (lines.length > 0) yield lines;
      if (damage) return { damage, tornBytes: 0 };
    }
  } finally {
    await handle.close();
  }
}

function splitLines(
  path: string,
  bytes: Buffer,
  from: LedgerPosition,
): { lines: ReadLine[]; position: LedgerPosition; damage?: LedgerDamage } {
  const lines: ReadLine[] = [];
  let position = from;
  const damaged = (problem: string): LedgerDamage => ({
    file: basename(path),
    line: position.lines + 1,
    problem,
  });
  for (let start = 0; ;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) {
      const tooLong = bytes.length - start > maxLineLength;
      return { lines, position, ...(tooLong && { damage: damaged("it is too long") }) };
    }
    const parsed = parseLedgerLine(bytes.subarray(start, end), position.hash);
    if (!parsed.ok) return { lines, position, damage: damaged(parsed.problem) };
    const { event, hash } = parsed.line;
    if (position.lastId !== undefined && event.id <= position.lastId) {
      return {
        lines,
        position,
        damage: damaged("its id is not later than that of the line before"),
      };
    }
    position = {
      lineStart: position.offset,
      offset: position.offset + (end - start) + 1,
      hash,
      lines: position.lines + 1,
      lastId: event.id,
    };
    lines.push({ event, hash, position });
    start = end + 1;
  }
}

/** Whether the file still has, up to the position, what was read from it: the same last line. */
export async function hasPosition(path: string, position: LedgerPosition): Promise<boolean> {
  const length = position.offset - position.lineStart - 1;
  if (length < 0 || length > maxLineLength) return position.offset === 0;
  const handle = await openNoFollow(path);
  try {
    const line = Buffer.allocUnsafe(length + 1);
    const { bytesRead } = await handle.read(line, 0, length + 1, position.lineStart);
    return (
      bytesRead === length + 1 &&
      line[length] === 0x0a &&
      sha256(line.subarray(0, length)) === position.hash
    );
  } finally {
    await handle.close();
  }
}

/**
 * Appends lines durably at `offset`, which must be the file's end. If writing or flushing fails the
 * file is cut back, so that what was not acknowledged is not there.
 */
export async function appendToLedgerFile(
  path: string,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  const handle = await open(path, "a");
  try {
    const { size } = await handle.stat();
    if (size !== offset) {
      throw new RegistryError({
        code: "busy",
        message: `Another process wrote to ${basename(path)} at the same time.`,
        wayOut: "Try again; nothing was changed.",
      });
    }
    try {
      await writeAll(handle, bytes);
      await handle.datasync();
      if (offset === 0) await syncFolder(dirname(path));
    } catch (error) {
      await handle.truncate(offset);
      await handle.datasync();
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** Moves bytes after the last newline to a file of their own beside the ledger file. */
export async function setTornTailAside(path: string, offset: number, at: number): Promise<string> {
  const aside = path.replace(/\.jsonl$/, `.torn-${at}`);
  const source = await openNoFollow(path);
  let whole: Buffer;
  try {
    const { size } = await source.stat();
    whole = Buffer.alloc(size - offset);
    await source.read(whole, 0, whole.length, offset);
  } finally {
    await source.close();
  }
  await replaceFile(aside, (handle) => writeAll(handle, whole));
  const target = await open(path, "r+");
  try {
    await target.truncate(offset);
    await target.datasync();
  } finally {
    await target.close();
  }
  return aside;
}
