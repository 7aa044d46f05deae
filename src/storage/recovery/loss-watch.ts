import type { LossAccepted } from "../../core/events/loss-events.ts";
import type { EventId } from "../../core/model/ids.ts";
import type { LedgerLoss } from "../../core/model/ledger-loss.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import type { IndexLoad } from "../index/file/load-index.ts";
import { saveIndex } from "../index/file/save-index.ts";
import { StaleIndexError, type IndexDatabase } from "../index/index-database.ts";
import { newestId } from "../index/index-positions.ts";
import { isSettled } from "../index/redaction-queries.ts";
import {
  findLoss,
  gapsThatLost,
  isAccepted,
  keepIndexAside,
  lostNumbers,
  type KnownBefore,
  type LedgerReading,
} from "./ledger-loss.ts";

/**
 * Watches for events that the ledger has lost. Keeps earlier knowledge of the ledger for as long as
 * the ledger contains less.
 */
export class LossWatch {
  readonly #paths: RegistryPaths;
  #loss: LedgerLoss | undefined;
  #doubtfulFiles: readonly string[] = [];
  /** Index that contains more than the ledger, and whether it is saved. */
  #before: (KnownBefore & { readonly isSaved: boolean }) | undefined;
  /** Positions from an index without a valid seal, which anybody may have written. */
  #foreign: KnownBefore["positions"] | undefined;

  constructor(paths: RegistryPaths) {
    this.#paths = paths;
  }

  /** Returns the acknowledged events that are lost. */
  get loss(): LedgerLoss | undefined {
    return this.#loss;
  }

  /** @throws RegistryError `ledger-missing` if any are */
  requireNone(): void {
    const loss = this.#loss;
    if (loss) throw new RegistryError({ code: "ledger-missing", reason: "events-lost", loss });
  }

  /** Returns an index that may know more than the ledger, if there is one. */
  get known(): IndexDatabase | undefined {
    return this.#before?.db;
  }

  /** Returns the ledger files that have lost lines if an index without a valid seal is right. */
  get doubtfulFiles(): readonly string[] {
    return this.#doubtfulFiles;
  }

  /** Starts with the state in which the saved index was found. */
  begin(saved: IndexLoad): void {
    if (saved.kind !== "ahead") return;
    if (saved.isAuthentic) this.#before = { ...saved, isSaved: true };
    else this.#foreign = saved.positions;
  }

  /** Keeps an index that may know more than the ledger, or closes it if there is one already. */
  keep(before: KnownBefore & { readonly isSaved: boolean }): void {
    if (this.#before) before.db?.close();
    else this.#before = before;
  }

  /**
   * Looks whether something is missing that was there. What is missing may be put back at any time,
   * and the index that knew it is then of no more use. Answers whether the answer is another one.
   */
  async look(reading: LedgerReading, isNew: boolean): Promise<boolean> {
    if (this.#before && isAccepted(this.#before.db, reading.db)) this.close();
    if (this.#before && this.#loss && !isNew) return false;
    const told = JSON.stringify(this.#loss);
    this.#loss = await findLoss(this.#paths, this.#before, reading).catch((error: unknown) => {
      if (!(error instanceof StaleIndexError)) throw error;
      // What contradicts itself is no evidence.
      this.close();
      return findLoss(this.#paths, undefined, reading);
    });
    if (!this.#loss && reading.damages.length === 0) this.close();
    if (this.#foreign) {
      const gaps = await gapsThatLost(this.#paths, { positions: this.#foreign }, reading);
      this.#doubtfulFiles = gaps.map(({ file }) => file);
    }
    return JSON.stringify(this.#loss) !== told;
  }

  /**
   * Saves an index; but one that knows what the ledger has lost is not replaced by one that does
   * not. Answers whether the given one was saved.
   */
  async save(db: IndexDatabase): Promise<boolean> {
    const before = this.#before;
    if (before?.db && !before.isSaved) {
      await saveIndex(this.#paths, before.db);
      this.#before = { ...before, isSaved: true };
    }
    if (before || this.#loss || !isSettled(db)) return false;
    if (this.#doubtfulFiles.length > 0) await keepIndexAside(this.#paths);
    await saveIndex(this.#paths, db);
    return true;
  }

  /**
   * Returns the highest lost number of each model.
   *
   * @param db what the ledger files tell now
   */
  lostNumbers(db: IndexDatabase): LossAccepted["data"]["numbers"] {
    return lostNumbers(this.#before?.db, db);
  }

  /** Returns the newest known event, lost or not, so that the next event gets a later id. */
  get newest(): EventId | undefined {
    return this.#before && newestId(this.#before.positions);
  }

  /** Closes the index that contains more. */
  close(): void {
    this.#before?.db?.close();
    this.#before = undefined;
  }
}
