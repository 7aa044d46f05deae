import * as z from "zod";
import type { ImpactedVersion } from "../../../core/lineage/impact.ts";
import { VersionId, type Stage } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";
import { countReached, idsOfReached, type DependentsPage } from "./impact-queries.ts";
import { reachedFrom, versionsWithIds, whileReached, type VersionSet } from "./version-walk.ts";

/** The first versions that depend on something, found without going to all of them. */
export interface FirstDependents {
  readonly versions: readonly Pick<ImpactedVersion, "id" | "steps">[];
  /** All that depend on it; at least so many, unless `isCounted`. */
  readonly total: number;
  readonly isCounted: boolean;
}

/** Versions that are gone to for each that is wanted, before those left are only counted. */
const reachedForEach = 3;
/** Versions in important stages that are looked at, the newest of each stage first. */
const mostStaged = 1000;
/** Versions that use it themselves and are counted at most. */
const mostCounted = 10_000;
/** Ancestors of versions in important stages that are looked through for what those depend on. */
const mostAncestors = 5000;

const CountRow = z.object({ count: z.number() });
const IdRow = z.object({ id: VersionId });
const PairRow = z.object({ parent: VersionId, child: VersionId });

/**
 * Returns the first versions that depend on something that some versions use, or are: those in
 * important stages, then the nearest, then the newest. The time that it takes does not grow with what
 * depends on it.
 */
export function firstDependents(
  db: IndexDatabase,
  using: VersionSet,
  page: DependentsPage,
): FirstDependents {
  const { from, limit, important } = page;
  const most = reachedForEach * limit;
  const candidates = inStages(db, important, mostStaged);
  const read = (isAll: boolean): FirstDependents | undefined => {
    const { total } = countReached(db, from);
    return isAll ? { versions: idsOfReached(db, page), total, isCounted: true } : undefined;
  };
  const all = whileReached(db, using, "down", read, most);
  if (all) return all;
  const staged = dependentsAmong(db, using, candidates);
  return whileReached(
    db,
    using,
    "down",
    () => {
      db.run(
        `INSERT INTO temp.reached (id, steps) SELECT version.id, value ->> 1 FROM json_each(?)
         CROSS JOIN version ON version.event_id = value ->> 0 WHERE true
         ON CONFLICT (id) DO UPDATE SET steps = min(steps, excluded.steps)`,
        [JSON.stringify([...staged])],
      );
      const direct = countDirect(db, using, from);
      const versions = db.get(CountRow, "SELECT count(*) AS count FROM version")?.count ?? 0;
      return {
        versions: idsOfReached(db, page),
        total: Math.max(direct, countReached(db, from).total),
        isCounted: direct + from === versions,
      };
    },
    most,
  );
}

/** Returns the newest living versions in some stages. */
function inStages(
  db: IndexDatabase,
  stages: readonly Stage[],
  limit: number,
): readonly VersionId[] {
  return db
    .all(
      IdRow,
      `SELECT version.event_id AS id FROM json_each(?) CROSS JOIN model
       CROSS JOIN version ON version.model_id = model.id AND stage = json_each.value
       WHERE version.deleted_by_event IS NULL
       ORDER BY json_each.key, version.id DESC LIMIT ?`,
      [JSON.stringify(stages), limit],
    )
    .map(({ id }) => id);
}

/**
 * Returns which of some versions and their ancestors depend on what others use, with the steps of
 * the shortest way.
 */
function dependentsAmong(
  db: IndexDatabase,
  { sql, parameters }: VersionSet,
  candidates: readonly VersionId[],
): ReadonlyMap<VersionId, number> {
  if (candidates.length === 0) return new Map();
  const ancestors = reachedFrom(db, versionsWithIds(candidates), "up", mostAncestors);
  const among = JSON.stringify([...new Set([...candidates, ...ancestors])]);
  const direct = db.all(
    IdRow,
    `SELECT event_id AS id FROM json_each(?) CROSS JOIN version ON version.event_id = value
     WHERE EXISTS (SELECT 1 FROM (${sql}) AS used WHERE used.id = version.id)`,
    [among, ...parameters],
  );
  const children = new Map<VersionId, VersionId[]>();
  const pairs = db.all(
    PairRow,
    `SELECT parent_event AS parent, event_id AS child FROM json_each(?)
     CROSS JOIN version ON version.event_id = value
     CROSS JOIN parent ON parent.version_id = version.id`,
    [among],
  );
  for (const { parent, child } of pairs) {
    const known = children.get(parent);
    if (known) known.push(child);
    else children.set(parent, [child]);
  }
  const steps = new Map<VersionId, number>(direct.map(({ id }) => [id, 0]));
  for (const [id, step] of steps) {
    for (const child of children.get(id) ?? []) {
      if (!steps.has(child)) steps.set(child, step + 1);
    }
  }
  return steps;
}

/** Counts the versions that use it themselves; if it is a version, those that were made from it. */
function countDirect(
  db: IndexDatabase,
  { sql, parameters, isDistinct }: VersionSet,
  from: DependentsPage["from"],
): number {
  const made = `SELECT parent.version_id AS id FROM (${sql}) AS base
    CROSS JOIN version ON version.id = base.id
    CROSS JOIN parent ON parent.parent_event = version.event_id`;
  const ids = `SELECT ${isDistinct ? "" : "DISTINCT"} id FROM (${from === 0 ? sql : made})`;
  const query = `SELECT count(*) AS count FROM (${ids} LIMIT ${mostCounted})`;
  return db.get(CountRow, query, parameters)?.count ?? 0;
}
