import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "../../files/errno.ts";
import { openNoFollow } from "../../files/open-file.ts";
import type { RegistryPaths } from "../../files/registry-paths.ts";
import { hasPosition, type LedgerPosition } from "../../ledger/ledger-file.ts";
import { StaleIndexError, type IndexDatabase, type SqliteEngine } from "../index-database.ts";
import { loadPositions } from "../index-positions.ts";
import { readIndexKey } from "./index-key.ts";
import { readSealed, sealContext, type UnsealedIndex } from "./index-seal.ts";

/** Larger than this (bytes) an index can't be held by 32-bit WebAssembly. */
const maxIndexSize = 1.8e9;
/** Of an index that this machine did not write only the positions are of interest. */
const maxForeignSize = 128e6;

/** A saved index, and how far each ledger file had been applied to it. */
export interface LoadedIndex {
  readonly db: IndexDatabase;
  readonly positions: Map<string, LedgerPosition>;
}

/** A ledger file that does not hold what an index says was read from it. */
export interface LedgerGap {
  /** Name of the ledger file. */
  readonly file: string;
  /**
   * `missing`: no such file; `shorter`: it ends before `known`; `changed`: it has other bytes
   * there.
   */
  readonly problem: "missing" | "shorter" | "changed";
  /** Position up to which the index had read it. */
  readonly known: LedgerPosition;
}

/** State of the saved index, as found when the registry is opened. */
export type IndexLoad =
  /** There is no file. */
  | { readonly kind: "absent" }
  /** Not to be used, and no evidence of a loss. `reason` continues a sentence about it. */
  | { readonly kind: "doubtful"; readonly reason: string }
  /**
   * This machine wrote it for this registry, and it fits the ledger, which may have grown since.
   */
  | ({ readonly kind: "usable" } & LoadedIndex)
  /**
   * It knows lines that the ledger does not have. If `isAuthentic`, this machine wrote it for this
   * registry, and the lines are lost; otherwise anybody may have made it, and it is a reason to
   * warn.
   */
  | {
      readonly kind: "ahead";
      readonly isAuthentic: boolean;
      readonly gaps: readonly LedgerGap[];
      readonly positions: ReadonlyMap<string, LedgerPosition>;
      /** The index, if it is authentic and of this release; the caller closes it. */
      readonly db?: IndexDatabase;
    };

/**
 * Opens the index as it was saved and compares its positions with the ledger. It is derived:
 * whatever is wrong with it, the ledger tells everything again.
 */
export async function loadIndex(paths: RegistryPaths, engine: SqliteEngine): Promise<IndexLoad> {
  try {
    const { bytes, isAuthentic } = await readIndex(paths);
    return isAuthentic
      ? await loadAuthentic(paths, engine, bytes)
      : await lookInto(paths, engine, bytes, false);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return { kind: "absent" };
    if (error instanceof StaleIndexError) return { kind: "doubtful", reason: error.message };
    if (isErrno(error, "EACCES", "EISDIR", "ELOOP")) {
      return { kind: "doubtful", reason: `it can't be opened (${error.code})` };
    }
    throw error;
  }
}

async function loadAuthentic(
  paths: RegistryPaths,
  engine: SqliteEngine,
  bytes: Uint8Array,
): Promise<IndexLoad> {
  const db = engine.openOfThisRelease(bytes);
  if (!db) return lookInto(paths, engine, bytes, true);
  try {
    const positions = loadPositions(db);
    const gaps = await findGaps(paths, positions);
    return gaps.length === 0
      ? { kind: "usable", db, positions }
      : { kind: "ahead", isAuthentic: true, gaps, positions, db };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Compares the positions of an index that can't be used with the ledger: one of another release, or
 * one that this machine did not write.
 */
async function lookInto(
  paths: RegistryPaths,
  engine: SqliteEngine,
  bytes: Uint8Array,
  isAuthentic: boolean,
): Promise<IndexLoad> {
  const db = engine.openForPositions(bytes);
  try {
    const positions = loadPositions(db);
    const gaps = await findGaps(paths, positions);
    if (gaps.length > 0) return { kind: "ahead", isAuthentic, gaps, positions };
    const reason = isAuthentic
      ? "it was written by another release"
      : "it was not written by this machine for this registry, or was changed since";
    return { kind: "doubtful", reason };
  } finally {
    db.close();
  }
}

/** Finds the ledger files that do not contain what was read from them up to the given positions. */
export async function findGaps(
  paths: RegistryPaths,
  positions: ReadonlyMap<string, LedgerPosition>,
): Promise<readonly LedgerGap[]> {
  const gaps: LedgerGap[] = [];
  for (const [file, known] of positions) {
    if (!isLedgerFileName(file)) throw new StaleIndexError("it names a file outside the ledger");
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

async function readIndex(paths: RegistryPaths): Promise<UnsealedIndex> {
  for (const suffix of ["-wal", "-journal"]) {
    const other = await lstat(paths.index + suffix).catch(() => undefined);
    if (other) throw new StaleIndexError(`another program is writing to it (${suffix})`);
  }
  const handle = await openNoFollow(paths.index);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new StaleIndexError("it is not a regular file");
    const context = await sealContext(paths, await readIndexKey());
    const read =
      stats.size <= maxIndexSize && (await readSealed(handle, stats.size, context, maxForeignSize));
    if (!read) throw new StaleIndexError("it is too large");
    return read;
  } finally {
    await handle.close();
  }
}

function isLedgerFileName(name: string): boolean {
  return /^[^/\\]+\.jsonl$/.test(name);
}
