import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { isErrno } from "../files/errno.ts";
import { inOne } from "../files/quick-reads.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import {
  ledgerStart,
  noEnd,
  readLedgerFile,
  type LedgerDamage,
  type LedgerEnd,
  type LedgerPosition,
  type ReadLine,
} from "./ledger-file.ts";

export type LedgerPositions = ReadonlyMap<string, LedgerPosition>;

/**
 * Returns names and sizes (bytes) of the ledger files, sorted by name.
 *
 * @throws RegistryError `file-problem` if one is a link or not a file
 */
export function ledgerFiles(paths: RegistryPaths): Promise<ReadonlyMap<string, number>> {
  return inOne(() => filesIn(paths.ledger));
}

function filesIn(folder: string): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (!stats.isFile()) {
      throw new RegistryError({
        code: "file-problem",
        reason: "not-own-file",
        path,
        isLink: stats.isSymbolicLink(),
      });
    }
    files.set(name, stats.size);
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort();
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}

/** A line and the file it stands in. */
export interface LedgerEntry extends ReadLine {
  readonly file: string;
}

/** States of the ends of the ledger files, filled while reading. */
export interface LedgerEnds {
  readonly damages: LedgerDamage[];
  /** Lines that don't count, of writers that had lost the lock. */
  readonly superseded: LedgerDamage[];
  /** Bytes of an unfinished last line, by file. */
  readonly torn: Map<string, number>;
  /** Bytes of a whole last line without its newline, by file. */
  readonly unended: Map<string, number>;
  /** Position of the next line, by file. */
  readonly next: Map<string, LedgerPosition>;
}

export function noEnds(): LedgerEnds {
  return { damages: [], superseded: [], torn: new Map(), unended: new Map(), next: new Map() };
}

/**
 * Yields what stands after `positions` in the files, in batches, all files merged in the order of
 * event ids, which respects cause.
 */
export async function* readLedgers(
  paths: RegistryPaths,
  files: Iterable<string>,
  positions: LedgerPositions,
  ends: LedgerEnds,
): AsyncGenerator<readonly LedgerEntry[]> {
  const cursors = [...files].map(
    (file) =>
      new LedgerCursor(file, join(paths.ledger, file), positions.get(file) ?? ledgerStart, ends),
  );
  try {
    await Promise.all(cursors.map((cursor) => cursor.fill()));
    for (;;) {
      const open = cursors.filter((cursor) => cursor.next !== undefined);
      const [only] = open;
      if (!only) return;
      if (open.length === 1) {
        yield only.takeAll();
      } else {
        yield takeInOrder(open);
      }
      await Promise.all(open.map((cursor) => cursor.fill()));
    }
  } finally {
    // The reader may have seen enough before the end.
    await Promise.all(cursors.map((cursor) => cursor.close()));
  }
}

/** Takes the earliest entries until one of the cursors needs to read on. */
function takeInOrder(cursors: readonly LedgerCursor[]): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (;;) {
    let earliest: LedgerCursor | undefined;
    for (const cursor of cursors) {
      if (cursor.next === undefined) return entries;
      if (earliest?.next === undefined || placeOf(cursor.next) < placeOf(earliest.next)) {
        earliest = cursor;
      }
    }
    const entry = earliest?.take();
    if (!entry) return entries;
    entries.push(entry);
  }
}

/**
 * Returns the id by which lines of all files are sorted: their own, or that of the line before if
 * theirs is far in the future.
 */
export function placeOf({ event, position }: ReadLine): EventId {
  return position.lastId ?? event.id;
}

class LedgerCursor {
  readonly #file: string;
  readonly #ends: LedgerEnds;
  readonly #lines: AsyncGenerator<readonly ReadLine[], LedgerEnd>;
  #batch: readonly ReadLine[] = [];
  #index = 0;

  constructor(file: string, path: string, from: LedgerPosition, ends: LedgerEnds) {
    this.#file = file;
    this.#ends = ends;
    this.#lines = readLedgerFile(path, from);
  }

  get next(): ReadLine | undefined {
    return this.#batch[this.#index];
  }

  /** Reads on if all that was read has been taken. */
  async fill(): Promise<void> {
    if (this.next !== undefined) return;
    const result = await this.#lines.next();
    this.#batch = [];
    this.#index = 0;
    if (!result.done) {
      this.#batch = result.value;
      return;
    }
    // An exhausted generator answers again, with no value.
    const end = result.value as LedgerEnd | undefined;
    if (!end) return;
    if (end.damage) this.#ends.damages.push(end.damage);
    this.#ends.superseded.push(...end.superseded);
    if (end.tornBytes > 0) this.#ends.torn.set(this.#file, end.tornBytes);
    if (end.unendedBytes > 0) this.#ends.unended.set(this.#file, end.unendedBytes);
    this.#ends.next.set(this.#file, end.next);
  }

  async close(): Promise<void> {
    await this.#lines.return(noEnd(ledgerStart));
  }

  take(): LedgerEntry | undefined {
    const line = this.next;
    if (!line) return undefined;
    this.#index += 1;
    return { ...line, file: this.#file };
  }

  takeAll(): LedgerEntry[] {
    const rest = this.#batch.slice(this.#index);
    this.#index = this.#batch.length;
    return rest.map((line) => ({ ...line, file: this.#file }));
  }
}
