import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EventBody, RegistryEvent, Stamp, Stamped } from "../core/event.ts";
import { Timestamp, type EventId } from "../core/ids.ts";
import type { Actor } from "../core/recipe.ts";
import { RegistryError } from "../core/refusal.ts";
import { syncFolder, writeFileAtomically } from "./atomic-file.ts";
import { isErrno } from "./errno.ts";
import { nextEventId } from "./event-id.ts";
import { IndexDoubt, type IndexDatabase, type SqliteEngine } from "./index-database.ts";
import { loadPositions, storePosition } from "./index-positions.ts";
import { IndexQueries } from "./index-queries.ts";
import {
  appendToLedgerFile,
  hasPosition,
  ledgerStart,
  setTornTailAside,
  type LedgerDamage,
  type LedgerPosition,
} from "./ledger-file.ts";
import { ledgerFiles, readLedgers, type LedgerEnds } from "./ledger-folder.ts";
import { encodeLedgerLine } from "./ledger-line.ts";
import { projectEvent } from "./project-event.ts";
import { withRegistryLock } from "./registry-lock.ts";
import {
  createRegistryFolders,
  requireRealFolders,
  writeProblem,
  type RegistryPaths,
} from "./registry-paths.ts";
import { ensureWriterId } from "./writer-id.ts";

/** Larger than this an index can't be held by 32-bit WebAssembly. */
const maxIndexSize = 1.8e9;

/** Who appends and when. */
export interface Writing {
  readonly actor: Actor;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The ledger and its index. Reading applies what others have appended; writing is done under the
 * lock: catch up, decide, append and flush, apply. Calls are queued, one at a time.
 */
export class EventStore {
  readonly #paths: RegistryPaths;
  readonly #engine: SqliteEngine;
  #db: IndexDatabase;
  #queries: IndexQueries;
  #positions = new Map<string, LedgerPosition>();
  #newest: EventId | undefined;
  #ends: LedgerEnds = { damages: [], torn: new Map() };
  #queue: Promise<unknown> = Promise.resolve();
  #unsavedEvents = 0;

  private constructor(paths: RegistryPaths, engine: SqliteEngine) {
    this.#paths = paths;
    this.#engine = engine;
    this.#db = engine.empty();
    this.#queries = new IndexQueries(this.#db);
  }

  /** Opens the registry of a folder, whether there is one yet or not. Writes nothing. */
  static async open(paths: RegistryPaths, engine: SqliteEngine): Promise<EventStore> {
    const store = new EventStore(paths, engine);
    await requireRealFolders(paths);
    await store.#loadIndex();
    await store.catchUp();
    return store;
  }

  /** The state up to the last event applied. Do not keep it over a wait: it may be replaced. */
  get queries(): IndexQueries {
    return this.#queries;
  }

  /** Lines that can't be read. While there are any, nothing can be written. */
  get damages(): readonly LedgerDamage[] {
    return this.#ends.damages;
  }

  /** Applies what has been appended by others; true if there was something. */
  catchUp(): Promise<boolean> {
    return this.#enqueue(() => this.#catchUp());
  }

  /** Forgets the index and applies the whole ledger anew. */
  rebuild(): Promise<void> {
    return this.#enqueue(() => this.#rebuild());
  }

  /**
   * Lets `decide` see the newest state under the lock and appends what it answers. When the promise
   * is fulfilled the events are on disk; when it is rejected nothing of them is.
   */
  append<E extends EventBody>(
    decide: () => Promise<readonly E[]>,
    { actor, now }: Writing,
  ): Promise<readonly Stamped<E>[]> {
    return this.#enqueue(async () => {
      await createRegistryFolders(this.#paths);
      return withRegistryLock(this.#paths, async (held) => {
        await this.#catchUp();
        this.#requireHealth();
        const bodies = await decide();
        const file = `${await ensureWriterId(this.#paths)}.jsonl`;
        const nextStamp = this.#stamps(actor, now);
        const stamped = bodies.map((body) => ({ body, stamp: nextStamp() }));
        const events = stamped.map(({ body, stamp }) => stampEvent(body, stamp));
        const start = await this.#cleanEnd(file, now);
        const { bytes, positions } = encodeAll(events, start);
        held.assertHeld();
        try {
          await appendToLedgerFile(join(this.#paths.ledger, file), start.offset, bytes);
          if (start.offset === 0) await syncFolder(this.#paths.ledger);
        } catch (error) {
          throw writeProblem(this.#paths, error);
        }
        await this.#applyOwn(file, events, positions);
        return stamped.map(({ body, stamp }) => ({ ...body, ...stamp }));
      });
    });
  }

  /** Events applied since the index was last saved, and the size of the index in bytes. */
  async unsaved(): Promise<{ readonly events: number; readonly savedSize: number }> {
    const savedSize = await stat(this.#paths.index).then(
      (stats) => stats.size,
      () => 0,
    );
    return { events: this.#unsavedEvents, savedSize };
  }

  /** Writes the index beside the ledger, so that the next start need not read all of it. */
  save(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#unsavedEvents === 0) return;
      await writeFileAtomically(this.#paths.index, this.#db.export());
      this.#unsavedEvents = 0;
    });
  }

  async close(): Promise<void> {
    await this.#enqueue(() => {
      this.#db.close();
      return Promise.resolve();
    });
  }

  /** One thing at a time: the state must not change between two steps of a call. */
  #enqueue<T>(body: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(body);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #loadIndex(): Promise<void> {
    try {
      const { size } = await stat(this.#paths.index);
      if (size > maxIndexSize) throw new IndexDoubt("it is too large");
      for (const suffix of ["-wal", "-journal"]) {
        const other = await stat(this.#paths.index + suffix).catch(() => undefined);
        if (other) throw new IndexDoubt(`another program is writing to it (${suffix})`);
      }
      const db = this.#engine.open(await readFile(this.#paths.index));
      try {
        const positions = loadPositions(db);
        for (const [file, position] of positions) {
          if (!isLedgerFileName(file)) throw new IndexDoubt("it names a file outside the ledger");
          if (!(await hasPosition(join(this.#paths.ledger, file), position))) {
            throw new IndexDoubt(`${file} is not the ledger it was made from`);
          }
        }
        this.#use(db, positions);
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (error) {
      // Derived: whatever is wrong with it, the ledger tells everything again.
      if (error instanceof IndexDoubt || isErrno(error, "ENOENT", "EACCES", "EISDIR", "ELOOP"))
        return;
      throw error;
    }
  }

  #use(db: IndexDatabase, positions: Map<string, LedgerPosition>): void {
    this.#db.close();
    this.#db = db;
    this.#queries = new IndexQueries(db);
    this.#positions = positions;
    this.#newest = [...positions.values()]
      .map((position) => position.lastId)
      .reduce((a, b) => ((b ?? "") > (a ?? "") ? b : a), undefined);
  }

  async #catchUp(): Promise<boolean> {
    const files = await ledgerFiles(this.#paths);
    const isShorter = [...this.#positions].some(
      ([file, { offset }]) => (files.get(file) ?? 0) < offset,
    );
    if (isShorter) {
      await this.#rebuild();
      return true;
    }
    const grown = [...files].filter(
      ([file, size]) => size > (this.#positions.get(file)?.offset ?? 0),
    );
    if (grown.length === 0) {
      this.#ends = { damages: [], torn: new Map() };
      return false;
    }
    return this.#applyFrom(grown.map(([file]) => file));
  }

  async #rebuild(): Promise<void> {
    this.#use(this.#engine.empty(), new Map());
    await this.#applyFrom((await ledgerFiles(this.#paths)).keys());
  }

  /** Applies the unread part of some files; begins anew if it belongs before what is applied. */
  async #applyFrom(files: Iterable<string>): Promise<boolean> {
    const ends: LedgerEnds = { damages: [], torn: new Map() };
    let applied = 0;
    for await (const entries of readLedgers(this.#paths, files, this.#positions, ends)) {
      const [first] = entries;
      if (first && this.#newest !== undefined && first.event.id < this.#newest) {
        await this.#rebuild();
        return true;
      }
      this.#apply(entries);
      applied += entries.length;
    }
    for (const { file } of ends.damages) {
      if (await this.#hasMovedOn(file)) {
        await this.#rebuild();
        return true;
      }
    }
    this.#ends = ends;
    return applied > 0;
  }

  /** A writer that failed cuts back what it wrote; what was read of that must be forgotten. */
  async #hasMovedOn(file: string): Promise<boolean> {
    const position = this.#positions.get(file);
    return position !== undefined && !(await hasPosition(join(this.#paths.ledger, file), position));
  }

  #apply(
    entries: readonly {
      readonly event: RegistryEvent;
      readonly file: string;
      readonly position: LedgerPosition;
    }[],
  ): void {
    const reached = new Map<string, LedgerPosition>();
    this.#db.transaction(() => {
      for (const { event, file, position } of entries) {
        projectEvent(this.#db, event);
        reached.set(file, position);
      }
      for (const [file, position] of reached) storePosition(this.#db, file, position);
    });
    for (const [file, position] of reached) this.#positions.set(file, position);
    this.#newest = entries.at(-1)?.event.id ?? this.#newest;
    this.#unsavedEvents += entries.length;
  }

  /** The events are on disk and acknowledged: an index that can't take them is rebuilt. */
  async #applyOwn(
    file: string,
    events: readonly RegistryEvent[],
    positions: readonly LedgerPosition[],
  ): Promise<void> {
    try {
      this.#apply(
        events.map((event, index) => ({ event, file, position: positions[index] ?? ledgerStart })),
      );
    } catch {
      await this.#rebuild();
    }
  }

  #stamps(actor: Actor, now: number): () => Stamp {
    const at = Timestamp.parse(new Date(now).toISOString());
    let newest = this.#newest;
    return () => {
      newest = nextEventId(newest, now);
      return { id: newest, at, actor };
    };
  }

  /** The end of this clone's file, after a torn tail has been moved out of the way. */
  async #cleanEnd(file: string, now: number): Promise<LedgerPosition> {
    const position = this.#positions.get(file) ?? ledgerStart;
    if (this.#ends.torn.has(file)) {
      await setTornTailAside(join(this.#paths.ledger, file), position.offset, now);
    }
    return position;
  }

  #requireHealth(): void {
    const [damage] = this.#ends.damages;
    if (!damage) return;
    throw new RegistryError({
      code: "ledger-damaged",
      message: `The ledger is damaged in ${damage.file}, line ${damage.line}: ${damage.problem}.`,
      wayOut:
        "The registry is read-only up to there. Verify it, and restore the file from a backup or another clone.",
      details: { file: damage.file, line: damage.line },
    });
  }
}

function stampEvent(body: EventBody, stamp: Stamp): Stamped<EventBody> {
  return { ...body, ...stamp };
}

function isLedgerFileName(name: string): boolean {
  return /^[\w-]+\.jsonl$/.test(name);
}

function encodeAll(
  events: readonly Stamped<EventBody>[],
  start: LedgerPosition,
): { bytes: Buffer; positions: LedgerPosition[] } {
  const lines: Buffer[] = [];
  const positions: LedgerPosition[] = [];
  let position = start;
  for (const event of events) {
    const { bytes, hash } = encodeLedgerLine(event, position.hash);
    position = {
      lineStart: position.offset,
      offset: position.offset + bytes.length,
      hash,
      lines: position.lines + 1,
      lastId: event.id,
    };
    lines.push(bytes);
    positions.push(position);
  }
  return { bytes: Buffer.concat(lines), positions };
}
