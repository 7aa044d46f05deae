import { applyWhatCan } from "./apply-entries.ts";
import type { LedgerDamage } from "./ledger-file.ts";
import type { LedgerEntry } from "./ledger-folder.ts";

/** Lines that no index can take, one for each file at most: nothing after them is applied. */
export class InapplicableLines {
  readonly #damages = new Map<string, LedgerDamage>();

  get damages(): readonly LedgerDamage[] {
    return [...this.#damages.values()];
  }

  has(file: string): boolean {
    return this.#damages.has(file);
  }

  clear(): void {
    this.#damages.clear();
  }

  /**
   * Applies entries to a fresh index; a line that can't be applied is damage, and ends its file.
   *
   * @param apply throws IndexDoubt if one of the given entries can't be applied; none is then
   */
  applyOthers(
    entries: readonly LedgerEntry[],
    apply: (entries: readonly LedgerEntry[]) => void,
  ): void {
    applyWhatCan(
      entries,
      (batch) => {
        apply(batch.filter(({ file }) => !this.has(file)));
      },
      ({ file, position }, problem) => {
        this.#damages.set(file, { file, line: position.lines, problem });
      },
    );
  }
}
