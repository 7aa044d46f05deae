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

/** A ledger file that does not hold what an index says was read from it. */
export interface LedgerGap {
  /** Name of the ledger file. */
  readonly file: string;
  /** `missing`: no such file; `shorter`: it ends before `known`; `changed`: it has other bytes there. */
  readonly problem: "missing" | "shorter" | "changed";
  /** How far the index had read it. */
  readonly known: LedgerPosition;
}

/** State of the saved index, as found when the registry is opened. */
export type IndexLoad =
  /** There is no file. */
  | { readonly kind: "absent" }
  /** Not to be used, and no evidence of anything. `reason` continues a sentence about it. */
  | { readonly kind: "doubtful"; readonly reason: string }
  /** It fits the ledger, which may have grown since. */
  | ({ readonly kind: "usable" } & LoadedIndex)
  /**
   * It knows lines that the ledger does not have. If `isAuthentic`, this machine wrote it for this
   * registry, and the lines are lost; otherwise anybody may have made it. The caller closes `db`.
   */
  | ({
      readonly kind: "ahead";
      readonly isAuthentic: boolean;
      readonly gaps: readonly LedgerGap[];
    } & LoadedIndex);

/**
 * Opens the index as it was saved and compares its positions with the ledger. It is derived: whatever
 * is wrong with it, the ledger tells everything again.
 */
export async function loadIndex(paths: RegistryPaths, engine: SqliteEngine): Promise<IndexLoad> {
  try {
    const db = engine.open(await readIndex(paths.index));
    try {
      const positions = loadPositions(db);
      const gaps = await findGaps(paths, positions);
      if (gaps.length === 0) return { kind: "usable", db, positions };
      return { kind: "ahead", isAuthentic: false, gaps, db, positions };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (isErrno(error, "ENOENT")) return { kind: "absent" };
    if (error instanceof IndexDoubt) return { kind: "doubtful", reason: error.message };
    if (isErrno(error, "EACCES", "EISDIR", "ELOOP")) {
      return { kind: "doubtful", reason: `it can't be opened (${error.code})` };
    }
    throw error;
  }
}

/** Ledger files that do not hold what was read from them up to the given positions. */
async function findGaps(
  paths: RegistryPaths,
  positions: ReadonlyMap<string, LedgerPosition>,
): Promise<readonly LedgerGap[]> {
  const gaps: LedgerGap[] = [];
  for (const [file, known] of positions) {
    if (!isLedgerFileName(file)) throw new IndexDoubt("it names a file outside the ledger");
    const path = join(paths.ledger, file);
    const stats = await lstat(path).catch((error: unknown) => {
      if (isErrno(error, "ENOENT")) return undefined;
      throw error;
    });
    if (!stats) gaps.push({ file, problem: "missing", known });
    else if (stats.size < known.offset) gaps.push({ file, problem: "shorter", known });
    else if (!(await hasPosition(path, known))) gaps.push({ file, problem: "changed", known });
  }
  return gaps;
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
