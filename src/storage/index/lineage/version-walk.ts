import * as z from "zod";
import { VersionId } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";

/** Versions, as a query that selects their rows. */
export interface VersionSet {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
  /** True if no version is selected twice, so that rows can be counted. */
  readonly isDistinct: boolean;
}

/** Direction of a walk along derivations: to parents (`up`) or to what was made from versions. */
export type WalkDirection = "up" | "down";

/** Returns the set of versions with some ids. */
export function versionsWithIds(ids: Iterable<VersionId>): VersionSet {
  return {
    sql: "SELECT version.id FROM json_each(?) CROSS JOIN version ON version.event_id = value",
    parameters: [JSON.stringify([...ids])],
    isDistinct: false,
  };
}

/**
 * Rows of the versions that a walk has reached, with the steps of the shortest way. A table instead
 * of a recursive query: that would keep every length of a way, not only the shortest.
 */
const table = `CREATE TEMP TABLE IF NOT EXISTS reached (
  id INTEGER PRIMARY KEY, steps INTEGER NOT NULL
)`;
const byStep = "CREATE INDEX IF NOT EXISTS temp.reached_by_step ON reached (steps)";

/** CROSS JOIN keeps SQLite from going through all versions instead of those that were reached. */
const next: Readonly<Record<WalkDirection, string>> = {
  up: `SELECT origin.id, ?2 FROM temp.reached CROSS JOIN parent ON parent.version_id = reached.id
    CROSS JOIN version AS origin ON origin.event_id = parent.parent_event`,
  down: `SELECT parent.version_id, ?2 FROM temp.reached CROSS JOIN version ON version.id = reached.id
    CROSS JOIN parent ON parent.parent_event = version.event_id`,
};

/** A number that no registry reaches. */
const unlimited = 1_000_000_000;

/**
 * Calls `read` while the table `temp.reached` holds some versions (at 0 steps) and all that they were
 * made from (`up`) or that were made from them (`down`), directly or not; deleted ones too.
 *
 * @param most versions at which the walk ends: then the nearest are there, of equally near ones the
 *   newest, and `read` is called with false
 */
export function whileReached<T>(
  db: IndexDatabase,
  { sql, parameters }: VersionSet,
  way: WalkDirection,
  read: (isAll: boolean) => T,
  most = unlimited,
): T {
  db.run(table);
  db.run(byStep);
  try {
    const order = most < unlimited ? `ORDER BY 1 DESC LIMIT ${most}` : "";
    let left =
      most -
      db.run(
        `INSERT OR IGNORE INTO temp.reached (id, steps) SELECT id, 0 FROM (${sql}) ${order}`,
        parameters,
      );
    const walk = `INSERT OR IGNORE INTO temp.reached (id, steps) ${next[way]} WHERE reached.steps = ?1 ${order}`;
    for (let step = 0; left > 0; step += 1) {
      const found = db.run(walk, [step, step + 1]);
      if (found === 0) break;
      left -= found;
    }
    return read(left > 0);
  } finally {
    db.run("DELETE FROM temp.reached");
  }
}

const ReachedRow = z.object({ id: VersionId });

/**
 * Returns the ids of what is reached from some versions, those not included, the nearest first.
 *
 * @param most versions at which the walk ends
 */
export function reachedFrom(
  db: IndexDatabase,
  start: VersionSet,
  way: WalkDirection,
  most?: number,
): readonly VersionId[] {
  const read = (): readonly VersionId[] =>
    db
      .all(
        ReachedRow,
        `SELECT event_id AS id FROM temp.reached CROSS JOIN version ON version.id = reached.id
         WHERE steps > 0 ORDER BY steps, reached.id DESC`,
      )
      .map(({ id }) => id);
  return whileReached(db, start, way, read, most);
}
