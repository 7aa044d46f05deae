import * as z from "zod";
import { VersionId } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";

/** Versions, as a query that selects their rows. */
export interface VersionSet {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** Direction of a walk along derivations: to parents (`up`) or to what was made from versions. */
export type WalkDirection = "up" | "down";

/** Returns the set of versions with some ids. */
export function versionsWithIds(ids: Iterable<VersionId>): VersionSet {
  return {
    sql: "SELECT version.id FROM json_each(?) CROSS JOIN version ON version.event_id = value",
    parameters: [JSON.stringify([...ids])],
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

/**
 * Calls `read` while the table `temp.reached` holds some versions (at 0 steps) and all that they were
 * made from (`up`) or that were made from them (`down`), directly or not; deleted ones too.
 */
export function whileReached<T>(
  db: IndexDatabase,
  { sql, parameters }: VersionSet,
  way: WalkDirection,
  read: () => T,
): T {
  db.run(table);
  db.run(byStep);
  try {
    db.run(`INSERT OR IGNORE INTO temp.reached (id, steps) SELECT id, 0 FROM (${sql})`, parameters);
    const walk = `INSERT OR IGNORE INTO temp.reached (id, steps) ${next[way]} WHERE reached.steps = ?1`;
    for (let step = 0; db.run(walk, [step, step + 1]) > 0; step += 1);
    return read();
  } finally {
    db.run("DELETE FROM temp.reached");
  }
}

const ReachedRow = z.object({ id: VersionId });

/** Returns the ids of what is reached from some versions, those not included, the nearest first. */
export function reachedFrom(
  db: IndexDatabase,
  start: VersionSet,
  way: WalkDirection,
): readonly VersionId[] {
  return whileReached(db, start, way, () =>
    db
      .all(
        ReachedRow,
        `SELECT event_id AS id FROM temp.reached CROSS JOIN version ON version.id = reached.id
         WHERE steps > 0 ORDER BY steps, reached.id DESC`,
      )
      .map(({ id }) => id),
  );
}
