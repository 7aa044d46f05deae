import type { EventBody, Stamp, Stamped } from "../core/events/event.ts";
import type { LossAccepted } from "../core/events/loss-events.ts";
import type { EventId } from "../core/model/ids.ts";
import type { Refusal } from "../core/refusals/refusal.ts";
import { createRegistryFolders } from "./files/create-registry-folders.ts";
import { realDisk, type Disk } from "./files/disk.ts";
import { isSystemError } from "./files/errno.ts";
import { withRegistryLock, type HeldLock } from "./files/registry-lock.ts";
import { requireRealFolders, writeProblem, type RegistryPaths } from "./files/registry-paths.ts";
import { newerFormOf } from "./index/events/newer-form-query.ts";
import { buildIndex } from "./index/file/build-index.ts";
import { differingTables } from "./index/file/compare-indexes.ts";
import { loadIndex, type LoadedIndex } from "./index/file/load-index.ts";
import { savedSize } from "./index/file/save-index.ts";
import { StaleIndexError, type IndexDatabase, type SqliteEngine } from "./index/index-database.ts";
import { loadPositions, newestId, sizeChanges } from "./index/index-positions.ts";
import { IndexQueries, type LedgerQuery } from "./index/index-queries.ts";
import { LedgerSlices } from "./index/ledger-slices.ts";
import { applyEntries } from "./index/projection/apply-entries.ts";
import { InapplicableLines } from "./index/projection/inapplicable-lines.ts";
import { stampLines } from "./index/projection/ledger-beginning.ts";
import { settleRedactions } from "./index/redaction-queries.ts";
import type { AppendSteps } from "./ledger/append-prepared.ts";
import { beganAtWrongPlace } from "./ledger/began-at-wrong-place.ts";
import { requireUndamaged } from "./ledger/damage-refusal.ts";
import { stamper, type Writing } from "./ledger/encode-events.ts";
import type { LedgerDamage, LedgerPosition } from "./ledger/ledger-file.ts";
import { ledgerFiles, noEnds, placeOf, readLedgers } from "./ledger/ledger-folder.ts";
import type { LedgerEnds, LedgerEntry } from "./ledger/ledger-folder.ts";
import { OwnLedgerFile, type KnownLedger, type OwnAppend } from "./ledger/own-ledger-file.ts";
import { keepIndexAside } from "./recovery/ledger-loss.ts";
import { acceptance } from "./recovery/loss-acceptance.ts";
import { LossWatch } from "./recovery/loss-watch.ts";
import { SettledLines } from "./recovery/settled-lines.ts";
import type { ReadAnew } from "./repair-ledger.ts";

/**
 * The ledger and its index. Reading applies what others have appended; writing is done under the
 * lock: catch up, decide, append and flush, apply. Calls are queued, one at a time.
 */
export class EventStore {
  readonly #paths: RegistryPaths;
  readonly #engine: SqliteEngine;
  /** Watch for lost events. While any are missing, nothing can be written. */
  readonly losses: LossWatch;
  readonly #slices: LedgerSlices;
  readonly #disk: Disk;
  readonly #own: OwnLedgerFile;
  readonly #settled: SettledLines;
  #db: IndexDatabase;
  #queries: IndexQueries;
  #positions = new Map<string, LedgerPosition>();
  #newest: EventId | undefined;
  #ends: LedgerEnds = noEnds();
  readonly #inapplicable = new InapplicableLines();
  /** Damages found when everything was last read from its beginning. */
  #confirmed: readonly LedgerDamage[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #revision = 0;
  #unsavedEvents = 0;
  /** True while nothing was read since the last append. */
  #isJustAppended = false;
  readonly #rebuildAll = (): Promise<void> => this.#rebuild();

  private constructor(paths: RegistryPaths, engine: SqliteEngine, disk: Disk, index: LoadedIndex) {
    this.#paths = paths;
    this.#engine = engine;
    this.losses = new LossWatch(paths);
    this.#disk = disk;
    this.#own = new OwnLedgerFile(paths, disk);
    this.#settled = new SettledLines(paths, disk);
    this.#slices = new LedgerSlices(paths.ledger);
    this.#db = index.db;
    this.#queries = this.#use(index);
    this.#settled.set(index.positions);
  }

  /** Opens the registry of a folder, whether there is one yet or not. Writes nothing. */
  static async open(
    paths: RegistryPaths,
    engine: SqliteEngine,
    disk: Disk = realDisk,
  ): Promise<EventStore> {
    await requireRealFolders(paths);
    const saved = await loadIndex(paths, engine);
    const isUsable = saved.kind === "usable";
    const index = isUsable ? saved : { db: engine.forBulkLoad(), positions: new Map() };
    const store = new EventStore(paths, engine, disk, index);
    store.losses.begin(saved);
    if (!isUsable) await store.#readAll();
    await store.catchUp();
    return store;
  }

  /** Lines that can't be read. While there are any, nothing can be written. */
  get damages(): readonly LedgerDamage[] {
    return [...this.#ends.damages, ...this.#inapplicable.damages];
  }

  /**
   * Returns the reason why this release can't write although nothing is damaged; undefined if there
   * is none.
   */
  get newerForm(): Refusal | undefined {
    return newerFormOf(this.#db);
  }

  /** @throws RegistryError `ledger-damaged`, `ledger-missing`, or `read-only` in a newer form */
  requireHealth(): void {
    this.losses.requireNone();
    requireUndamaged(this.damages, this.newerForm);
  }

  /** Number that rises whenever events are applied, also by a call that fails afterwards. */
  get revision(): number {
    return this.#revision;
  }

  /** Applies what has been appended by others. */
  catchUp(): Promise<void> {
    return this.#enqueue(() => this.#catchUp());
  }

  /**
   * Answers a query from the newest state: from that of the last append, if the disk can't be read
   * right after it.
   */
  read<T>(query: LedgerQuery<T>): Promise<T> {
    return this.#enqueue(async () => {
      await this.#catchUp().catch((error: unknown) => {
        if (!this.#isJustAppended || !isSystemError(error)) throw error;
      });
      return this.#ask(query);
    });
  }

  /**
   * Lets `decide` see the newest state under the lock and appends what it answers. When the promise
   * is fulfilled the events are on disk; when it is rejected nothing of them is, nor of what
   * `prepare` did. Lines that are published are shared before they are here.
   *
   * @throws RegistryError `outcome-unknown` when the disk failed so that nobody knows which
   */
  append<E extends EventBody>(
    decide: (state: IndexQueries) => readonly E[],
    steps: AppendSteps,
    writing: Writing,
  ): Promise<readonly Stamped<E>[]> {
    return this.whileLocked(decide, (decided, held) => {
      const own = { ...steps, held, now: writing.now };
      const appended = this.#appendEvents(decided, stamper(this.#newest, writing), own);
      return appended.catch((error: unknown) => {
        throw writeProblem(this.#paths, error);
      });
    });
  }

  /**
   * Goes on in a new ledger file although events are missing.
   *
   * @throws RegistryError `invalid-request` if none are, `ledger-damaged`
   */
  acceptLoss(writing: Writing): Promise<readonly Stamped<LossAccepted>[]> {
    return this.#locked(async (held) => {
      requireUndamaged(this.damages, this.newerForm);
      const body = acceptance(this.losses, this.#db);
      const nextStamp = stamper(this.losses.newest, writing);
      await keepIndexAside(this.#paths);
      this.#own.beginAnother();
      const events = await this.#appendEvents([body], nextStamp, { held, now: writing.now });
      await this.#catchUp().catch(() => undefined);
      return events;
    });
  }

  /** Reads the ledger from its beginning: an index does not show what was damaged since. */
  readAnew<T>(act: (found: ReadAnew) => Promise<T>): Promise<T> {
    return this.#enqueue(async () => act(await this.#readAnew()));
  }

  /**
   * Does the same while no other process writes, for an action that replaces ledger files.
   *
   * @throws RegistryError `busy`
   */
  replaceFiles<T>(act: (found: ReadAnew, held: HeldLock) => Promise<T>): Promise<T> {
    return this.#locked(async (held) => {
      const answer = await act(await this.#readAnew(), held);
      // It is done: what can't be read now is read by the next call.
      const caughtUp = this.#rebuild().then(() => this.#catchUp());
      await caughtUp.catch(() => undefined);
      return answer;
    });
  }

  async #readAnew(): Promise<ReadAnew> {
    await this.#rebuild({ keepsBefore: true });
    const reading = { db: this.#db, files: await ledgerFiles(this.#paths), ...this.#ends };
    await this.losses.look(reading, true);
    return { paths: this.#paths, engine: this.#engine, damages: this.damages, losses: this.losses };
  }

  /**
   * Asks a question about the newest state and acts on the answer while no other process writes.
   *
   * @throws RegistryError `read-only`, `busy`, `ledger-damaged`
   */
  whileLocked<Q, T>(
    query: LedgerQuery<Q>,
    act: (answer: Q, held: HeldLock) => Promise<T>,
  ): Promise<T> {
    return this.#locked(async (held) => {
      this.requireHealth();
      return act(await this.#ask(query), held);
    });
  }

  /** Acts on the newest state while no other process writes. */
  #locked<T>(act: (held: HeldLock) => Promise<T>): Promise<T> {
    return this.#enqueue(async () => {
      await createRegistryFolders(this.#paths);
      const body = (held: HeldLock): Promise<T> => this.#catchUp().then(() => act(held));
      return withRegistryLock(this.#paths, body, this.#disk);
    });
  }

  /**
   * Makes the index anew from what the ledger holds now and names the tables that were not as they
   * should be. If there are any, the new one takes the place of the old one.
   */
  compareIndex(): Promise<readonly string[]> {
    return this.#enqueue(async () => {
      await this.#catchUp();
      const db = await buildIndex(this.#paths, this.#engine, this.#positions);
      // The ledger does not hold any more what was read from it.
      if (!db) return this.#readAnew().then(() => []);
      const differing = differingTables(this.#db, db);
      (differing.length > 0 ? this.#db : db).close();
      if (differing.length > 0) this.#use({ db, positions: loadPositions(db) });
      this.#unsavedEvents += differing.length;
      return differing;
    });
  }

  /** Events applied since the index was last saved, and the size of the index in bytes. */
  async unsaved(): Promise<{ readonly events: number; readonly savedSize: number }> {
    return { events: this.#unsavedEvents, savedSize: await savedSize(this.#paths) };
  }

  /**
   * Writes the index beside the ledger, so that the next start need not read all of it. Nothing is
   * written while it contains lines that may still be taken back.
   */
  save(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#unsavedEvents === 0 || !(await this.#settled.settle(this.#positions))) return;
      if (await this.losses.save(this.#db)) this.#unsavedEvents = 0;
    });
  }

  async close(): Promise<void> {
    await this.#enqueue(() => {
      this.losses.close();
      this.#db.close();
    });
  }

  get #ledger(): KnownLedger {
    return { ends: this.#ends, positions: this.#positions };
  }

  /** One thing at a time: the state must not change between two steps of a call. */
  #enqueue<T>(body: () => T | Promise<T>): Promise<T> {
    const result = this.#queue.then(body);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #use({ db, positions }: LoadedIndex): IndexQueries {
    this.#revision += 1;
    this.#isJustAppended = false;
    this.#db = db;
    this.#positions = positions;
    this.#newest = newestId(positions);
    return (this.#queries = new IndexQueries(db, this.#slices));
  }

  async #ask<T>(query: LedgerQuery<T>): Promise<T> {
    const ask = (): T => this.#slices.during(() => query(this.#queries, this.#ledger));
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof StaleIndexError)) throw error;
      await this.#rebuild({ keepsBefore: true });
      return ask();
    }
  }

  async #catchUp(): Promise<void> {
    const files = await ledgerFiles(this.#paths);
    const isNew = await this.#applyNews(files);
    await settleRedactions(() => this.#queries, this.#slices, this.#rebuildAll);
    if (await this.losses.look({ db: this.#db, files, ...this.#ends }, isNew)) this.#revision += 1;
    await this.#settled.settle(this.#positions);
    this.#isJustAppended = false;
  }

  async #applyNews(files: ReadonlyMap<string, number>): Promise<boolean> {
    const { isShorter, grown } = sizeChanges(files, this.#positions);
    const readable = grown.filter((file) => !this.#inapplicable.has(file));
    try {
      if (!isShorter && readable.length > 0) return await this.#applyFrom(readable);
    } catch (error) {
      if (!(error instanceof StaleIndexError)) throw error;
      await this.#rebuild();
      return true;
    }
    this.#ends = noEnds();
    if (isShorter) await this.#rebuild({ keepsBefore: true });
    return isShorter;
  }

  /** Reads everything anew; `keepsBefore` if what is known may be more than what is read. */
  async #rebuild({ keepsBefore = false } = {}): Promise<void> {
    const isSaved = this.#unsavedEvents === 0;
    const before = { db: this.#db, positions: this.#settled.positions, isSaved };
    if (keepsBefore) this.losses.keep(before);
    else this.#db.close();
    this.#use({ db: this.#engine.forBulkLoad(), positions: new Map() });
    await this.#readAll();
  }

  /** Applies all ledger files to an index of nothing. */
  async #readAll(): Promise<void> {
    this.#ends = await this.#inapplicable.applyAll(this.#paths, (batch) => {
      this.#apply(batch);
    });
    this.#db.finishBulkLoad();
    this.#confirmed = this.#ends.damages;
  }

  /** Applies the unread part of some files; begins anew if it belongs before what is applied. */
  async #applyFrom(files: Iterable<string>): Promise<boolean> {
    const ends = noEnds();
    let applied = 0;
    for await (const entries of readLedgers(this.#paths, files, this.#positions, ends)) {
      const [first] = entries;
      if (first && this.#newest !== undefined && placeOf(first) <= this.#newest) {
        await this.#rebuild();
        return true;
      }
      this.#apply(entries);
      applied += entries.length;
    }
    if (await beganAtWrongPlace(this.#paths, ends, this.#confirmed, this.#positions)) {
      await this.#rebuild({ keepsBefore: true });
      return true;
    }
    this.#ends = ends;
    return applied > 0;
  }

  /** @throws StaleIndexError if one of them can't be applied; none is then */
  #apply(entries: readonly LedgerEntry[]): void {
    const reached = applyEntries(this.#db, entries);
    for (const [file, position] of reached) this.#positions.set(file, position);
    const last = entries.at(-1);
    if (last) this.#revision += 1;
    if (last && placeOf(last) > (this.#newest ?? "")) this.#newest = placeOf(last);
    this.#unsavedEvents += entries.length;
  }

  /** Appends events to this clone's file. */
  async #appendEvents<E extends EventBody>(
    bodies: readonly E[],
    nextStamp: () => Stamp,
    append: OwnAppend,
  ): Promise<readonly Stamped<E>[]> {
    const place = await this.#own.place(this.#ledger);
    const { lines, events } = stampLines(this.#db, place, bodies, nextStamp);
    const entries = await this.#own.append(lines, place, append);
    // On disk, so it happened: an index that can't take the events is rebuilt, now or later.
    try {
      if (entries[0] && placeOf(entries[0]) <= (this.#newest ?? "")) await this.#rebuild();
      else this.#apply(entries);
      this.#isJustAppended = true;
      this.#settled.set(this.#positions);
    } catch {
      await this.#rebuild().catch(() => undefined);
    }
    return events;
  }
}
