import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import type { RunEvent, RunFinished } from "../../../core/events/run-events.ts";
import type { ParameterValue } from "../../../core/model/recipe.ts";
import { defaultExperiment, fromLoggedNumber, type RunSummary } from "../../../core/model/run.ts";
import type { IndexDatabase } from "../index-database.ts";
import { runKeyId } from "../index-words.ts";
import { experimentFor } from "./project-experiment.ts";

const Key = z.object({ id: z.number() });

/**
 * Applies what happens to a run. What it logged comes from the summary in the event that ended it:
 * the log itself need not be there. The last event of several clones counts.
 */
export function projectRun(db: IndexDatabase, event: Stamped<RunEvent>): void {
  switch (event.type) {
    case "run.started":
    case "run.finished":
      projectLife(db, event);
      return;
    case "run.deleted":
      db.run("UPDATE run SET deleted_at = ? WHERE run = ?", [event.at, event.data.run]);
      return;
    case "run.restored":
      db.run("UPDATE run SET deleted_at = NULL WHERE run = ?", [event.data.run]);
  }
}

function projectLife(
  db: IndexDatabase,
  event: Stamped<Extract<RunEvent, { type: "run.started" | "run.finished" }>>,
): void {
  const { run, name, start, experiment, experimentId } = event.data;
  const known = db.get(Key, "SELECT id FROM run WHERE run = ?", [run]);
  const row = known?.id ?? insertRun(db, event, experiment ?? defaultExperiment);
  if (known && event.type === "run.started" && experiment !== undefined) {
    const to = experimentFor(db, { id: text(experimentId), name: experiment }, event);
    db.run("UPDATE run SET experiment_id = ? WHERE id = ?", [to, row]);
  }
  const user = event.data.user ?? (event.type === "run.finished" ? event.data.summary?.user : null);
  db.run(
    `UPDATE run SET name = coalesce(?, name), start_at = coalesce(start_at, ?),
       user = coalesce(?, user) WHERE id = ?`,
    [name ?? null, start ?? null, text(user) ?? null, row],
  );
  if (event.type === "run.started") {
    db.run("UPDATE run SET started_event = coalesce(started_event, ?) WHERE id = ?", [
      event.id,
      row,
    ]);
    insertValues(db, row, "parameter", event.data.parameters ?? {});
  } else finishRun(db, row, event);
}

/** Fields of a loose object may be anything. */
function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function insertRun(
  db: IndexDatabase,
  event: Stamped<Extract<RunEvent, { type: "run.started" | "run.finished" }>>,
  experiment: string,
): number {
  const { run, experimentId } = event.data;
  const made = db.get(
    Key,
    `INSERT INTO run (run, experiment_id, status, segments) VALUES (?, ?, 'running', 0)
     RETURNING id`,
    [run, experimentFor(db, { id: text(experimentId), name: experiment }, event)],
  );
  if (!made) throw new Error(`the run ${run} was not inserted`);
  return made.id;
}

function finishRun(db: IndexDatabase, row: number, { id, data }: Stamped<RunFinished>): void {
  const { segments = [], status, end, summary, parameters = {}, metrics = {} } = data;
  const position = db.get(Key, "SELECT segments AS id FROM run WHERE id = ?", [row])?.id ?? 0;
  segments.forEach(({ sha256, size }, index) => {
    db.run("INSERT INTO run_segment VALUES (?, ?, ?, ?)", [
      row,
      position + index + 1,
      sha256,
      size,
    ]);
  });
  db.run(
    "UPDATE run SET status = ?, end_at = ?, finished_event = ?, segments = segments + ? WHERE id = ?",
    [status, end, id, segments.length, row],
  );
  for (const table of ["run_metric", "run_value", "logged_model"]) {
    db.run(`DELETE FROM ${table} WHERE run_id = ?`, [row]);
  }
  if (summary) insertSummary(db, row, summary);
  else {
    insertValues(db, row, "parameter", parameters);
    const at = Date.parse(end);
    for (const [key, value] of Object.entries(metrics)) {
      insertMetric(db, row, key, [value, value, value, 0, at, 1]);
    }
  }
}

function insertSummary(db: IndexDatabase, row: number, summary: RunSummary): void {
  insertValues(db, row, "parameter", summary.parameters);
  insertValues(db, row, "tag", summary.tags);
  for (const [key, metric] of Object.entries(summary.metrics)) {
    const { last, lowest, highest, step, at, count } = metric;
    const cells = [last, lowest, highest].map((value) => {
      const number = value === undefined ? Number.NaN : fromLoggedNumber(value);
      // SQLite has no NaN.
      return Number.isNaN(number) ? null : number;
    });
    insertMetric(db, row, key, [...cells, step, at, count]);
  }
  for (const { id } of summary.models) {
    db.run("INSERT OR REPLACE INTO logged_model VALUES (?, ?)", [id, row]);
  }
}

function insertMetric(
  db: IndexDatabase,
  row: number,
  key: string,
  cells: readonly (number | null)[],
): void {
  db.run("INSERT OR REPLACE INTO run_metric VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [
    row,
    runKeyId(db, "metric", key),
    ...cells,
  ]);
}

function insertValues(
  db: IndexDatabase,
  row: number,
  field: "parameter" | "tag",
  values: Readonly<Record<string, ParameterValue>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    db.run("INSERT OR REPLACE INTO run_value VALUES (?, ?, ?)", [
      row,
      runKeyId(db, field, key),
      JSON.stringify(value),
    ]);
  }
}
