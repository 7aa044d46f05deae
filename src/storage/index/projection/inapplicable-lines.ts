import type { RegistryPaths } from "../../files/registry-paths.ts";
import type { LedgerDamage } from "../../ledger/ledger-file.ts";
import {
  ledgerFiles,
  noEnds,
  readLedgers,
  type LedgerEnds,
  type LedgerEntry,
} from "../../ledger/ledger-folder.ts";
import { applyWhatCan } from "./apply-entries.ts";

/** Lines that no index can take, one for each file at most: nothing after them is applied. */
export class InapplicableLines {
  readonly #damages = new Map<string, LedgerDamage>();

  get damages(): readonly LedgerDamage[] {
    return [...this.#damages.values()];
  }

  has(file: string): boolean {
    return this.#damages.has(file);
  }

  /**
   * Reads all ledger files from their beginning and applies their lines to a fresh index; a line
   * that can't be applied is damage, and ends its file.
   *
   * @param apply throws StaleIndexError if one of the given entries can't be applied; none is then
   */
  async applyAll(
    paths: RegistryPaths,
    apply: (entries: readonly LedgerEntry[]) => void,
  ): Promise<LedgerEnds> {
    const ends = noEnds();
    const files = await ledgerFiles(paths);
    this.#damages.clear();
    for await (const entries of readLedgers(paths, files.keys(), new Map(), ends)) {
      this.#applyOthers(entries, apply);
    }
    return ends;
  }

  #applyOthers(
    entries: readonly LedgerEntry[],
    apply: (entries: readonly LedgerEntry[]) => void,
  ): void {
    applyWhatCan(
      entries,
      (batch) => {
        apply(batch.filter(({ file }) => !this.has(file)));
      },
      ({ file, position }, problem) => {
        this.#damages.set(file, { file, line: position.lines, problem: { clause: problem } });
      },
    );
  }
}
