import type { RegistryPaths } from "../../files/registry-paths.ts";
import { noEnds, readLedgers, type LedgerPositions } from "../../ledger/ledger-folder.ts";
import type { IndexDatabase, SqliteEngine } from "../index-database.ts";
import { loadPositions } from "../index-positions.ts";
import { applyEntries } from "../projection/apply-entries.ts";

/**
 * Makes an index of what the ledger files hold up to these positions; `undefined` if they can't be
 * read so far.
 */
export async function buildIndex(
  paths: RegistryPaths,
  engine: SqliteEngine,
  positions: LedgerPositions,
): Promise<IndexDatabase | undefined> {
  const db = engine.forBulkLoad();
  try {
    for await (const entries of readLedgers(paths, positions.keys(), new Map(), noEnds())) {
      applyEntries(
        db,
        entries.filter(
          ({ file, position }) => position.offset <= (positions.get(file)?.offset ?? 0),
        ),
      );
    }
    const reached = loadPositions(db);
    if ([...positions].some(([file, { offset }]) => reached.get(file)?.offset !== offset)) {
      db.close();
      return undefined;
    }
    db.finishBulkLoad();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
