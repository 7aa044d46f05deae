import type { LedgerPosition } from "../../ledger/ledger-file.ts";
import type { LedgerEntry } from "../../ledger/ledger-folder.ts";
import { StaleIndexError, type IndexDatabase } from "../index-database.ts";
import { storePosition } from "../index-positions.ts";
import { projectEvent } from "./project-event.ts";

/**
 * Applies lines of the ledger to an index, in one transaction, and returns how far each of their
 * files is applied by then.
 *
 * @throws StaleIndexError if one of them can't be applied; none is then
 */
export function applyEntries(
  db: IndexDatabase,
  entries: readonly LedgerEntry[],
): ReadonlyMap<string, LedgerPosition> {
  const reached = new Map<string, LedgerPosition>();
  try {
    db.transaction(() => {
      for (const { event, file, position } of entries) {
        const { lineStart, offset } = position;
        projectEvent(db, event, { file, offset: lineStart, length: offset - lineStart - 1 });
        reached.set(file, position);
      }
      for (const [file, position] of reached) storePosition(db, file, position);
    });
  } catch (error) {
    if (error instanceof StaleIndexError) throw error;
    throw new StaleIndexError(`an event can't be applied: ${String(error)}`, { cause: error });
  }
  return reached;
}

/**
 * Applies entries of which some can't be applied; these are named one by one.
 *
 * @param apply throws StaleIndexError if one of the given entries can't be applied; none is then
 */
export function applyWhatCan(
  entries: readonly LedgerEntry[],
  apply: (entries: readonly LedgerEntry[]) => void,
  onInapplicable: (entry: LedgerEntry, problem: string) => void,
): void {
  const [first] = entries;
  if (!first) return;
  try {
    apply(entries);
  } catch (error) {
    if (entries.length === 1) onInapplicable(first, String(error));
    else for (const entry of entries) applyWhatCan([entry], apply, onInapplicable);
  }
}
