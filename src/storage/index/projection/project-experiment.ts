import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import type { ExperimentEvent } from "../../../core/events/experiment-events.ts";
import type { IndexDatabase } from "../index-database.ts";

interface Maker {
  readonly id: string;
  readonly at: string;
}

const Key = z.object({ id: z.number() });

/**
 * Applies what happens to an experiment. Clones that make an experiment of one name make one; the
 * last name and the last value of a tag count; what happens to one that is not there has no effect.
 */
export function projectExperiment(db: IndexDatabase, event: Stamped<ExperimentEvent>): void {
  if (event.type === "experiment.created") {
    const { name, tags = {} } = event.data;
    const id = experimentFor(db, { name }, event);
    setTags(db, id, tags);
    db.run("UPDATE experiment SET deleted_at = NULL WHERE id = ?", [id]);
    return;
  }
  const id = experimentOf(db, event.data.experiment);
  if (id === undefined) return;
  switch (event.type) {
    case "experiment.changed": {
      const { to, tags = {} } = event.data;
      // Another one has the name: it keeps its own.
      if (to !== undefined && experimentNamed(db, to) === undefined) {
        db.run("UPDATE experiment SET name = ? WHERE id = ?", [to, id]);
      }
      setTags(db, id, tags);
      db.run("UPDATE experiment SET changed_at = ? WHERE id = ?", [event.at, id]);
      return;
    }
    case "experiment.deleted":
      db.run("UPDATE experiment SET deleted_at = ?1, changed_at = ?1 WHERE id = ?2", [
        event.at,
        id,
      ]);
      return;
    case "experiment.restored":
      db.run("UPDATE experiment SET deleted_at = NULL, changed_at = ? WHERE id = ?", [
        event.at,
        id,
      ]);
  }
}

/** Returns the row of the experiment that an event is about, by id, else by name; it is made if need be. */
export function experimentFor(
  db: IndexDatabase,
  { id, name }: { readonly id?: string | undefined; readonly name: string },
  maker: Maker,
): number {
  const known = (id === undefined ? undefined : experimentOf(db, id)) ?? experimentNamed(db, name);
  const row =
    known ??
    db.get(
      Key,
      `INSERT INTO experiment (event_id, name, created_at, changed_at)
       VALUES (?1, ?2, ?3, ?3) RETURNING id`,
      [maker.id, name, maker.at],
    )?.id;
  if (row === undefined) throw new Error(`the experiment ${name} was not inserted`);
  // An event that names an experiment by its id made none.
  if (id === undefined) {
    db.run("INSERT OR IGNORE INTO experiment_origin VALUES (?, ?)", [maker.id, row]);
  }
  return row;
}

function experimentOf(db: IndexDatabase, event: string): number | undefined {
  const sql = "SELECT experiment_id AS id FROM experiment_origin WHERE event_id = ?";
  return db.get(Key, sql, [event])?.id;
}

function experimentNamed(db: IndexDatabase, name: string): number | undefined {
  return db.get(Key, "SELECT id FROM experiment WHERE name = ?", [name])?.id;
}

function setTags(
  db: IndexDatabase,
  experiment: number,
  tags: Readonly<Record<string, string | null>>,
): void {
  for (const [key, value] of Object.entries(tags)) {
    if (value === null) {
      db.run("DELETE FROM experiment_tag WHERE experiment_id = ? AND key = ?", [experiment, key]);
    } else {
      db.run("INSERT OR REPLACE INTO experiment_tag VALUES (?, ?, ?)", [experiment, key, value]);
    }
  }
}
