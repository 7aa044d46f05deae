import { userInfo } from "node:os";
import type { EventBody, Stamped } from "../core/events/event.ts";
import type { LossAccepted } from "../core/events/loss-events.ts";
import type { LedgerLoss } from "../core/model/ledger-loss.ts";
import type { Policy } from "../core/model/policy.ts";
import type { Actor } from "../core/model/recipe.ts";
import { requirePolicy, type PolicyInForce } from "../core/policy/policy-in-force.ts";
import {
  RegistryError,
  restricted,
  type Decision,
  type Refusal,
} from "../core/refusals/refusal.ts";
import type { RegistryState } from "../core/state/registry-state.ts";
import { inEnglish } from "../core/text/language.ts";
import { gitActor } from "../provenance/git/git-actor.ts";
import type { RemovedLeftovers } from "../storage/artifacts/leftovers.ts";
import { EventStore } from "../storage/event-store.ts";
import type { HeldLock } from "../storage/files/registry-lock.ts";
import { registryPaths, type RegistryPaths } from "../storage/files/registry-paths.ts";
import type { ForeignDatabase } from "../storage/index/foreign-database.ts";
import { SqliteEngine } from "../storage/index/index-database.ts";
import type { IndexQueries, LedgerQuery } from "../storage/index/index-queries.ts";
import type { Preparation, Publication } from "../storage/ledger/append-prepared.ts";
import type { LedgerDamage } from "../storage/ledger/ledger-file.ts";
import { watchLedger } from "../storage/ledger/ledger-watcher.ts";
import { knownWriter } from "../storage/ledger/writer-id.ts";
import { ObservationLogs } from "../storage/observations/observation-logs.ts";
import { PolicyReader } from "../storage/policy/policy-reader.ts";
import type { RepairSurvey } from "../storage/recovery/repair-survey.ts";
import type { Repair } from "../storage/recovery/write-repair.ts";
import { previewRepair, repairLedger } from "../storage/repair-ledger.ts";
import { RunLogs } from "../storage/runs/run-logs.ts";
import { tryCompleteRedactions } from "./complete-redactions.ts";
import { rememberRecorded } from "./recorded-events.ts";
import { registryHome } from "./registry-home.ts";
import { tidyRegistry } from "./tidy-registry.ts";

export interface RegistryOptions {
  /** The workspace folder, absolute. */
  readonly folder: string;
  /** The bytes of `sql-wasm.wasm`. */
  readonly wasm: () => Promise<Uint8Array<ArrayBuffer>>;
  /** False in an untrusted workspace: nothing is written and no other program is run. */
  readonly trusted: boolean;
}

/** Facts beside the state that a decision may depend on. */
export interface CommitContext {
  readonly actor: Actor;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Name of the ledger file of this clone; undefined before its first event. */
  readonly ledgerFile?: string | undefined;
  /**
   * Returns the policy as its file is now.
   *
   * @throws RegistryError `invalid-policy`
   */
  readonly policy: () => Policy;
}

/** Size (bytes) below which the index is always saved. */
const smallIndex = 8_000_000;
/** Largest size (bytes) for each unsaved event at which a larger index is saved. */
const bytesPerEvent = 64_000;
const idleDelay = 1_500;
/** Milliseconds. Asking git takes longer than everything else that a commit does. */
const actorLifetime = 60_000;

/**
 * The registry of one workspace folder. Use cases act through `commit`, the only door by which it
 * changes; queries read through `read`.
 */
export class Registry {
  readonly folder: string;
  /** Of the registry itself, which is in the main work tree if `folder` is in a linked one. */
  readonly paths: RegistryPaths;
  readonly trusted: boolean;
  /** Leftovers of ended processes that were removed at opening. */
  readonly removedAtOpening: RemovedLeftovers;
  /** Logs of runs that are not sealed; use cases of `runs/` alone write to them. */
  readonly runLogs: RunLogs;
  /** Observations of versions in use; use cases of `observations/` alone write to them. */
  readonly observationLogs: ObservationLogs;
  readonly #engine: SqliteEngine;
  readonly #store: EventStore;
  readonly #policy: PolicyReader;
  readonly #listeners = new Set<() => void>();
  #actor: { readonly asked: number; readonly answer: Promise<Actor> } | undefined;
  #toldPolicy: PolicyInForce | undefined;
  /** Revision of the store that the listeners know. */
  #toldRevision: number;
  #saveTimer: NodeJS.Timeout | undefined;
  #stopWatching: (() => void) | undefined;

  private constructor(
    { folder, trusted }: RegistryOptions,
    paths: RegistryPaths,
    engine: SqliteEngine,
    store: EventStore,
    removedAtOpening: RemovedLeftovers,
  ) {
    this.removedAtOpening = removedAtOpening;
    this.folder = folder;
    this.trusted = trusted;
    this.paths = paths;
    this.runLogs = new RunLogs(paths);
    this.observationLogs = new ObservationLogs(paths);
    this.#engine = engine;
    this.#store = store;
    this.#toldRevision = store.revision;
    this.#policy = new PolicyReader(this.paths.policy);
  }

  /**
   * Opens the registry of a folder, whether it has one yet or not. Makes none; one that is there is
   * tidied in a trusted workspace.
   */
  static async open(options: RegistryOptions): Promise<Registry> {
    const engine = await SqliteEngine.load(await options.wasm());
    const paths = registryPaths(await registryHome(options.folder));
    const store = await EventStore.open(paths, engine);
    const removed = options.trusted ? await tidyRegistry(paths) : { leftovers: 0, bytes: 0 };
    const registry = new Registry(options, paths, engine, store, removed);
    // A process may have ended before it was done.
    if (options.trusted) await tryCompleteRedactions(registry);
    return registry;
  }

  /**
   * Opens the bytes of a database of another tool.
   *
   * @throws Error if they are none
   */
  openDatabase(bytes: Uint8Array): ForeignDatabase {
    return this.#engine.openForeign(bytes);
  }

  /** Ledger lines that can't be read; while there are any the registry is read-only. */
  get damages(): readonly LedgerDamage[] {
    return this.#store.damages;
  }

  /**
   * Returns the acknowledged events that are in no ledger file any more; while there are any, the
   * registry is read-only.
   */
  get loss(): LedgerLoss | undefined {
    return this.#store.losses.loss;
  }

  /** Returns the ledger files that have lost lines if an index without a valid seal is right. */
  get doubtfulFiles(): readonly string[] {
    return this.#store.losses.doubtfulFiles;
  }

  /**
   * Returns the reason why this release can't change anything: a newer release wrote events in a
   * form that this one does not know; undefined if there is none.
   */
  get newerForm(): Refusal | undefined {
    return this.#store.newerForm;
  }

  /** Number that rises whenever events have been applied. */
  get revision(): number {
    return this.#store.revision;
  }

  /** @throws RegistryError `ledger-damaged`, `ledger-missing`, or `read-only` in a newer form */
  requireHealth(): void {
    this.#store.requireHealth();
  }

  /** The policy that holds now, read again if its file has changed. */
  policy(): Promise<PolicyInForce> {
    return this.#policy.read();
  }

  /** Answers from the newest state. An index that turns out to be unreadable is rebuilt. */
  read<T>(query: LedgerQuery<T>): Promise<T> {
    return this.#telling(this.#store.read(query));
  }

  /** Repairs the index and returns the tables that differed from the ledger. */
  async compareIndex(): Promise<readonly string[]> {
    const before = this.damages.length;
    const tables = await this.#telling(this.#store.compareIndex());
    if (this.damages.length !== before) this.#changed();
    return tables;
  }

  /**
   * Decides on the newest state and makes what was decided happen: takes the lock, catches up,
   * decides, lets `prepare` put the bytes in place that the events refer to, appends and flushes,
   * applies. In a shared registry, what concerns all clones is decided on their newest common state.
   * Fulfilled, the events are durable; rejected, none of them happened.
   *
   * @throws RegistryError the refusal of `decide`, `read-only`, `busy`, `ledger-damaged`,
   *   `ledger-missing`
   */
  async commit<E extends EventBody>(
    decide: (state: RegistryState, context: CommitContext) => Decision<E>,
    prepare?: Preparation,
  ): Promise<Stamped<E>> {
    this.requireTrust();
    const [actor, inForce, ledgerFile] = await Promise.all([
      this.actor(),
      this.#policy.read(),
      this.ledgerFile(),
    ]);
    const now = Date.now();
    const context = { actor, now, ledgerFile, policy: (): Policy => requirePolicy(inForce) };
    const append = (publish?: Publication): Promise<readonly Stamped<E>[]> =>
      rememberRecorded(() =>
        this.#store.append(
          (state) => {
            // What is recorded is read by everybody who shares it.
            const decision = inEnglish(() => decide(state, context));
            if (decision.accepted) return decision.events;
            // What is refused is read by who asked.
            const spoken = decide(state, context);
            throw new RegistryError((spoken.accepted ? decision : spoken).refusal);
          },
          { prepare, publish },
          { actor, now },
        ),
      );
    const isShared = inForce.policy.sharing !== undefined;
    return firstOf(await this.#telling(isShared ? this.#appendShared(append) : append()));
  }

  async #appendShared<T>(append: (publish?: Publication) => Promise<T>): Promise<T> {
    // Loaded when it is needed: most registries are not shared.
    const { appendShared } = await import("./exchange/append-shared.ts");
    return appendShared(this, append);
  }

  /**
   * Continues in a new ledger file although events are missing.
   *
   * @throws RegistryError `invalid-request` if none are, `ledger-damaged`, `read-only`, `busy`
   */
  async acceptLoss(): Promise<Stamped<LossAccepted>> {
    this.requireTrust();
    const writing = { actor: await this.actor(), now: Date.now() };
    const events = await rememberRecorded(() => this.#store.acceptLoss(writing));
    this.#changed();
    return firstOf(events);
  }

  /**
   * Reads the whole ledger anew and answers what a repair of it would give; undefined if nothing is
   * damaged. Writes nothing.
   */
  async previewRepair<T>(
    body: (survey: RepairSurvey, state: IndexQueries) => T,
  ): Promise<T | undefined> {
    const before = this.damages.length;
    const answer = await this.#telling(previewRepair(this.#store, body));
    if (this.damages.length !== before) this.#changed();
    return answer;
  }

  /**
   * Continues without the unreadable parts of damaged ledger files; returns undefined if none is
   * damaged.
   *
   * @param agree throws if the damage is not what was agreed to
   * @throws RegistryError `read-only`, `busy`
   */
  async repair(agree: (survey: RepairSurvey) => void): Promise<Repair | undefined> {
    this.requireTrust();
    const writing = { actor: await this.actor(), now: Date.now() };
    const repair = await repairLedger(this.#store, agree, writing);
    this.#changed();
    return repair;
  }

  /**
   * Asks about the newest state and acts on the answer while no other process writes: for what is
   * not an event, as removing bytes that nothing refers to.
   *
   * @throws RegistryError `read-only`, `busy`, `ledger-damaged`, `ledger-missing`
   */
  whileLocked<Q, T>(
    query: LedgerQuery<Q>,
    act: (answer: Q, held: HeldLock) => Promise<T>,
  ): Promise<T> {
    this.requireTrust();
    return this.#telling(this.#store.whileLocked(query, act));
  }

  /** Asks git for the person's identity anew the next time that it matters: it may have been changed. */
  forgetActor(): void {
    this.#actor = undefined;
  }

  /**
   * Returns the current user: git's identity, read at most once a minute, else the account's name.
   */
  actor(): Promise<Actor> {
    if (!this.trusted) return Promise.resolve({ name: userInfo().username });
    if (!this.#actor || performance.now() - this.#actor.asked > actorLifetime) {
      const asking = { asked: performance.now(), answer: gitActor(this.folder) };
      this.#actor = asking;
      asking.answer.catch(() => {
        if (this.#actor === asking) this.#actor = undefined;
      });
    }
    return this.#actor.answer;
  }

  /** Returns the name of this clone's ledger file; undefined before its first event. */
  async ledgerFile(): Promise<string | undefined> {
    const { writer } = await knownWriter(this.paths);
    return writer === undefined ? undefined : `${writer}.jsonl`;
  }

  /** @throws RegistryError `read-only` in an untrusted workspace */
  requireTrust(): void {
    if (!this.trusted) throw new RegistryError(restricted);
  }

  /**
   * Calls `listener` after every change, also by other processes, and saves the index when idle.
   * For long-running front ends; others call `close` and need no timers.
   */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#stopWatching ??= watchLedger(this.paths, () => {
      // What fails here fails again where somebody asks.
      this.#telling(this.#store.catchUp()).catch(() => undefined);
      this.#hasNewPolicy().then(
        (isNew) => {
          if (isNew) this.#changed();
        },
        () => undefined,
      );
    });
    return () => this.#listeners.delete(listener);
  }

  /** Saves the index if that is worthwhile, and closes everything that is open. */
  async close(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#stopWatching?.();
    this.#listeners.clear();
    await this.runLogs.sync();
    await this.observationLogs.sync();
    await this.#saveIndex();
    await this.#store.close();
  }

  /** Returns true if the policy has changed since the last call. */
  async #hasNewPolicy(): Promise<boolean> {
    const before = this.#toldPolicy;
    this.#toldPolicy = await this.#policy.read();
    return before !== undefined && before !== this.#toldPolicy;
  }

  /** Waits for work on the store, and notifies the listeners if it brought changes or found some. */
  async #telling<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      if (this.#store.revision !== this.#toldRevision) this.#changed();
    }
  }

  #changed(): void {
    this.#toldRevision = this.#store.revision;
    for (const listener of this.#listeners) listener();
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.#saveIndex(), idleDelay);
    this.#saveTimer.unref();
  }

  /** Cost must grow with the change: a large index is not written for a handful of events. */
  async #saveIndex(): Promise<void> {
    if (!this.trusted) return;
    const { events, savedSize } = await this.#store.unsaved();
    if (events === 0 || (savedSize > smallIndex && events * bytesPerEvent < savedSize)) return;
    // Nothing is lost if this fails: the ledger tells everything again.
    await this.#store.save().catch(() => undefined);
  }
}

function firstOf<E>([first]: readonly E[]): E {
  if (first === undefined) throw new Error("a decision without events was accepted");
  return first;
}
