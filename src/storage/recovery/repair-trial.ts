import { parseEvent } from "../../core/events/parse-event.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import type { IndexDatabase, SqliteEngine } from "../index/index-database.ts";
import { applyEntries, applyWhatCan } from "../index/projection/apply-entries.ts";
import type { LedgerDamage } from "../ledger/ledger-file.ts";
import { noEnds, placeOf, readLedgers, type LedgerEntry } from "../ledger/ledger-folder.ts";
import { sha256 } from "../ledger/ledger-line.ts";
import type { SalvagedLine } from "../ledger/salvage-ledger.ts";
import { SalvagedBytes } from "../ledger/salvaged-bytes.ts";

/** An index as it will be once damaged ledger files have been repaired. */
export interface RepairTrial {
  readonly db: IndexDatabase;
  /** Lines that no index can take, and why. */
  readonly inapplicable: ReadonlyMap<SalvagedLine, string>;
  /** The same in files that are not repaired: they must be as well. */
  readonly damages: readonly LedgerDamage[];
}

const batchSize = 500;

/**
 * Makes the index of some ledger files and of lines that others hold.
 *
 * @param lines sorted by their places
 */
export async function tryRepair(
  paths: RegistryPaths,
  engine: SqliteEngine,
  files: readonly string[],
  lines: readonly SalvagedLine[],
): Promise<RepairTrial> {
  const db = engine.forBulkLoad();
  const salvaged = new SalvagedEntries(paths, lines);
  const inapplicable = new Map<SalvagedLine, string>();
  const damages: LedgerDamage[] = [];
  const apply = (batch: readonly LedgerEntry[]): void => {
    applyWhatCan(
      batch,
      (entries) => {
        applyEntries(db, entries);
      },
      (entry, problem) => {
        const line = salvaged.lineOf(entry);
        if (line) inapplicable.set(line, problem);
        else
          damages.push({
            file: entry.file,
            line: entry.position.lines,
            problem: { clause: problem },
          });
      },
    );
  };
  try {
    for await (const entries of readLedgers(paths, files, new Map(), noEnds())) {
      let from = 0;
      for (const [index, entry] of entries.entries()) {
        if (!salvaged.isBefore(entry)) continue;
        apply(entries.slice(from, index));
        from = index;
        while (salvaged.isBefore(entry)) apply(await salvaged.take(entry));
      }
      apply(entries.slice(from));
    }
    while (salvaged.isBefore(undefined)) apply(await salvaged.take(undefined));
    db.finishBulkLoad();
    return { db, inapplicable, damages };
  } catch (error) {
    db.close();
    throw error;
  } finally {
    await salvaged.close();
  }
}

/** Reads salvaged lines as entries, in their order. */
class SalvagedEntries {
  readonly #bytes: SalvagedBytes;
  readonly #lines: readonly SalvagedLine[];
  readonly #taken = new WeakMap<LedgerEntry, SalvagedLine>();
  #next = 0;

  constructor(paths: RegistryPaths, lines: readonly SalvagedLine[]) {
    this.#bytes = new SalvagedBytes(paths);
    this.#lines = lines;
  }

  /** Tells whether the next line belongs before an entry; without one, whether there is one. */
  isBefore(entry: LedgerEntry | undefined): boolean {
    const line = this.#lines[this.#next];
    return line !== undefined && (!entry || line.place < placeOf(entry));
  }

  /** Takes the lines that belong before an entry, not too many at once. */
  async take(entry: LedgerEntry | undefined): Promise<readonly LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    while (entries.length < batchSize && this.isBefore(entry)) {
      const line = this.#lines[this.#next];
      if (!line) break;
      this.#next += 1;
      const read = await this.#read(line);
      this.#taken.set(read, line);
      entries.push(read);
    }
    return entries;
  }

  lineOf(entry: LedgerEntry): SalvagedLine | undefined {
    return this.#taken.get(entry);
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  async #read(line: SalvagedLine): Promise<LedgerEntry> {
    const { file, offset, length, place } = line;
    const bytes = await this.#bytes.read(line);
    const parsed = parseEvent(JSON.parse(bytes.toString("utf8")));
    if (!parsed.ok) throw new Error(`${file} changed while it was read`);
    const position = {
      lineStart: offset,
      offset: offset + length + 1,
      hash: sha256(bytes),
      lines: line.line,
      lastId: place,
    };
    return { event: parsed.event, hash: position.hash, position, file };
  }
}
