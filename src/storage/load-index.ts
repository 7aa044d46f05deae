import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "./errno.ts";
import { IndexDoubt, type IndexDatabase, type SqliteEngine } from "./index-database.ts";
import { loadPositions } from "./index-positions.ts";
import { hasPosition, type LedgerPosition } from "./ledger-file.ts";
import { openNoFollow } from "./open-file.ts";
import type { RegistryPaths } from "./registry-paths.ts";

/** Larger than this an index can't be held by 32-bit WebAssembly. */
const maxIndexSize = 1.8e9;

/** A saved index, and how far each ledger file had been applied to it. */
export interface LoadedIndex {
  readonly db: IndexDatabase;
  readonly positions: Map<string, LedgerPosition>;
}

/**
 * The index as it was saved, if it fits the ledger. It is derived: whatever is wrong with it, the
 * answer is `undefined`, and the ledger tells everything again.
 */
export async function loadIndex(
  paths: RegistryPaths,
  engine: SqliteEngine,
): Promise<LoadedIndex | undefined> {
  try {
    const db = engine.open(await readIndex(paths.index));
    try {
      const positions = loadPositions(db);
      for (const [file, position] of positions) {
        if (!isLedgerFileName(file)) throw new IndexDoubt("it names a file outside the ledger");
        if (!(await hasPosition(join(paths.ledger, file), position))) {
          throw new IndexDoubt(`${file} is not the ledger it was made from`);
        }
      }
      return { db, positions };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof IndexDoubt || isErrno(error, "ENOENT", "EACCES", "EISDIR", "ELOOP")) {
      return undefined;
    }
    throw error;
  }
}

async function readIndex(path: string): Promise<Uint8Array> {
  for (const suffix of ["-wal", "-journal"]) {
    const other = await lstat(path + suffix).catch(() => undefined);
    if (other) throw new IndexDoubt(`another program is writing to it (${suffix})`);
  }
  const handle = await openNoFollow(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new IndexDoubt("it is not a regular file");
    if (stats.size > maxIndexSize) throw new IndexDoubt("it is too large");
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function isLedgerFileName(name: string): boolean {
  return /^[^/\\]+\.jsonl$/.test(name);
}
