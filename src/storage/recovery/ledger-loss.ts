import { lstat, rename } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { EventId, ModelName, VersionId, VersionNumber } from "../../core/model/ids.ts";
import type { LedgerLoss, LossKind } from "../../core/model/ledger-loss.ts";
import { isErrno } from "../files/errno.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { findGaps, type LedgerGap } from "../index/file/load-index.ts";
import type { IndexDatabase } from "../index/index-database.ts";
import type { LedgerDamage, LedgerPosition } from "../ledger/ledger-file.ts";
import { readWriterId } from "../ledger/writer-id.ts";

/** State of the ledger files as read now. */
export interface LedgerReading {
  readonly db: IndexDatabase;
  /** Names and sizes in bytes. */
  readonly files: ReadonlyMap<string, number>;
  /** Files that could not be read to their end: what they hold is not known. */
  readonly damages: readonly LedgerDamage[];
  /** Files with bytes after their last line that are none. */
  readonly torn: ReadonlyMap<string, number>;
}

/** An index that was made from the ledger and is not to be doubted. */
export interface KnownBefore {
  readonly positions: ReadonlyMap<string, LedgerPosition>;
  /** Absent if another release wrote it: then only the positions are known. */
  readonly db?: IndexDatabase;
}

/**
 * Compares what is known of the ledger with what it says now. Absent if nothing is missing.
 */
export async function findLoss(
  paths: RegistryPaths,
  before: KnownBefore | undefined,
  now: LedgerReading,
): Promise<LedgerLoss | undefined> {
  const kinds = new Map<string, LossKind>();
  const own = await ownFile(paths, now.files);
  if (own) kinds.set(own.file, own.kind);
  const gaps = before ? await gapsThatLost(paths, before, now) : [];
  // A copy of a file, or one whose events others have as well, is not missed.
  const events = now.damages.length > 0 ? undefined : lostEvents(before?.db, now.db);
  if (!before || gaps.length === 0 || events === 0) return lossOf(kinds, undefined, []);
  for (const { file, problem } of gaps) {
    if (!kinds.has(file)) kinds.set(file, now.torn.has(file) ? "cut" : kindOf(problem));
  }
  return lossOf(kinds, events, events === undefined ? [] : lostVersions(before.db, now.db));
}

/**
 * Returns the gaps whose last event is in no file any more. A damaged file is not among them: what
 * follows the damage may well be there. Nor is one that was repaired since: what it lost is
 * recorded.
 */
export async function gapsThatLost(
  paths: RegistryPaths,
  before: KnownBefore,
  { db, damages }: LedgerReading,
): Promise<readonly LedgerGap[]> {
  const repaired = repairedFiles(before.db, db);
  return (await findGaps(paths, before.positions)).filter(
    ({ file, known: { lastId } }) =>
      !repaired.has(file) &&
      !damages.some((damage) => damage.file === file) &&
      !db.get(
        IdRow,
        `SELECT id FROM event WHERE id = ?1
         UNION ALL SELECT event_id FROM ledger_start WHERE event_id = ?1`,
        [lastId ?? null],
      ),
  );
}

/** Moves the saved index out of the way of a new one: it knows, or may know, what was lost. */
export async function keepIndexAside({ index }: RegistryPaths): Promise<void> {
  const name = `${index}.before-loss`;
  const isFree = await lstat(name).then(
    () => false,
    (error: unknown) => isErrno(error, "ENOENT"),
  );
  await rename(index, isFree ? name : `${name}-${Date.now()}`).catch((error: unknown) => {
    if (!isErrno(error, "ENOENT")) throw error;
  });
}

/**
 * Returns the name of this clone's own file if it is missing. The name is kept as soon as the file
 * has a line, which may have been a moment ago.
 */
async function ownFile(
  paths: RegistryPaths,
  files: ReadonlyMap<string, number>,
): Promise<{ readonly file: string; readonly kind: LossKind } | undefined> {
  const writer = await readWriterId(paths);
  const file = `${writer ?? ""}.jsonl`;
  if (writer === undefined || (files.get(file) ?? 0) > 0) return undefined;
  const stats = await lstat(join(paths.ledger, file)).catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  });
  if (!stats) return { file, kind: "missing" };
  return stats.size === 0 ? { file, kind: "empty" } : undefined;
}

function lossOf(
  kinds: ReadonlyMap<string, LossKind>,
  events: number | undefined,
  versions: LedgerLoss["versions"],
): LedgerLoss | undefined {
  if (kinds.size === 0) return undefined;
  return {
    files: [...kinds].map(([file, kind]) => ({ file, kind })),
    ...(events !== undefined && { events }),
    versions,
  };
}

function kindOf(problem: LedgerGap["problem"]): LossKind {
  switch (problem) {
    case "missing":
      return "missing";
    case "shorter":
      return "cut";
    case "changed":
      return "replaced";
  }
}

const IdRow = z.object({ id: EventId });

const PlacedRow = IdRow.extend({ file: z.string() });

function lostEvents(before: IndexDatabase | undefined, now: IndexDatabase): number | undefined {
  if (!before) return undefined;
  const ids = new Set(now.all(IdRow, "SELECT id FROM event").map(({ id }) => id));
  const repaired = repairedFiles(before, now);
  return before
    .all(
      PlacedRow,
      `SELECT event.id AS id, name AS file FROM event
       JOIN ledger_file ON ledger_file.id = file_id`,
    )
    .filter(({ id, file }) => !ids.has(id) && !repaired.has(file)).length;
}

const RepairRow = z.object({ event_id: EventId, file: z.string() });

/** Returns the files that were repaired since `before`. */
function repairedFiles(before: IndexDatabase | undefined, now: IndexDatabase): ReadonlySet<string> {
  const select = "SELECT event_id, file FROM ledger_repair";
  const known = new Set(before?.all(RepairRow, select).map(({ event_id }) => event_id));
  const repairs = now.all(RepairRow, select).filter(({ event_id }) => !known.has(event_id));
  return new Set(repairs.map(({ file }) => file));
}

const acceptances = "SELECT id FROM event WHERE type = 'ledger.loss-accepted'";

/** Returns whether somebody has accepted the loss, here or in another process, since `before`. */
export function isAccepted(before: IndexDatabase | undefined, now: IndexDatabase): boolean {
  const known = new Set(before?.all(IdRow, acceptances).map(({ id }) => id));
  return now.all(IdRow, acceptances).some(({ id }) => !known.has(id));
}

const NumberRow = z.object({ model: ModelName, number: VersionNumber });

/** Returns the highest earlier number of each model that now has a lower one. */
export function lostNumbers(
  before: IndexDatabase | undefined,
  now: IndexDatabase,
): z.infer<typeof NumberRow>[] {
  const select = "SELECT name AS model, latest_number AS number FROM model WHERE latest_number > 0";
  const left = new Map(now.all(NumberRow, select).map(({ model, number }) => [model, number]));
  return (before?.all(NumberRow, select) ?? []).filter(
    ({ model, number }) => number > (left.get(model) ?? 0),
  );
}

const VersionRow = z.object({ id: VersionId, model: ModelName, number: VersionNumber });

function lostVersions(
  before: IndexDatabase | undefined,
  now: IndexDatabase,
): LedgerLoss["versions"] {
  if (!before) return [];
  const ids = new Set(
    now.all(z.object({ id: VersionId }), "SELECT event_id AS id FROM version").map(({ id }) => id),
  );
  return before
    .all(
      VersionRow,
      `SELECT version.event_id AS id, model.name AS model, number FROM version
       JOIN model ON model.id = model_id WHERE version.deleted_by_event IS NULL
       ORDER BY model.name, number`,
    )
    .filter(({ id }) => !ids.has(id));
}
