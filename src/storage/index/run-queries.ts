import * as z from "zod";
import type { RunFinished, RunStarted } from "../../core/events/run-events.ts";
import { StoredBytes } from "../../core/model/artifact.ts";
import { EventId, Timestamp } from "../../core/model/ids.ts";
import { ExperimentId, ExperimentName, RunId, type MetricSummary } from "../../core/model/run.ts";
import type { Experiment, RecordedRun } from "../../core/runs/run.ts";
import type { RunsOnRecord } from "../../core/runs/runs-on-record.ts";
import { selectEvents } from "./events/select-events.ts";
import { StaleIndexError, type IndexDatabase } from "./index-database.ts";
import { CountRow } from "./index-rows.ts";
import type { RecordedEvents } from "./ledger-slices.ts";

const ExperimentRow = z.lazy(() =>
  z.object({
    id: z.number(),
    event_id: ExperimentId,
    name: ExperimentName,
    created_at: Timestamp,
    changed_at: Timestamp,
    deleted_at: Timestamp.nullable(),
  }),
);

const RunRow = z.lazy(() =>
  z.object({
    run: RunId,
    experiment_event: ExperimentId,
    experiment_name: ExperimentName,
    experiment_deleted: Timestamp.nullable(),
    name: z.string().nullable(),
    user: z.string().nullable(),
    status: z.string(),
    start_at: Timestamp.nullable(),
    end_at: Timestamp.nullable(),
    segments: z.number(),
    started_event: EventId.nullable(),
    finished_event: EventId.nullable(),
    deleted_at: Timestamp.nullable(),
  }),
);

const TagRow = z.object({ key: z.string(), value: z.string() });

const selectRuns = `SELECT run.run, experiment.event_id AS experiment_event,
    experiment.name AS experiment_name, experiment.deleted_at AS experiment_deleted, run.name, user,
    status, start_at, end_at, segments, started_event, finished_event, run.deleted_at
  FROM run JOIN experiment ON experiment.id = run.experiment_id`;

type Parameters = readonly (string | number)[];

/** Reads experiments and runs from the index: what is on record, without live logs. */
export class RunQueries implements RunsOnRecord {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  /** Returns all experiments, deleted ones too, the newest first. */
  experiments(): readonly Experiment[] {
    return this.#experiments("ORDER BY event_id DESC, id DESC", []);
  }

  experiment(id: ExperimentId): Experiment | undefined {
    const by = `WHERE id = (SELECT experiment_id FROM experiment_origin WHERE event_id = ?)`;
    return this.#experiments(by, [id])[0];
  }

  /** Returns the experiment of a name, deleted or not. */
  experimentNamed(name: ExperimentName): Experiment | undefined {
    return this.#experiments("WHERE name = ?", [name])[0];
  }

  run(id: RunId): RecordedRun | undefined {
    return this.#runs("WHERE run.run = ?", [id])[0];
  }

  /** Returns the runs of an experiment, or all, deleted ones too, the one that began last first. */
  runs(experiment?: ExperimentId): readonly RecordedRun[] {
    const order = "ORDER BY start_at DESC, run.id DESC";
    if (experiment === undefined) return this.#runs(order, []);
    const by =
      "WHERE experiment_id = (SELECT experiment_id FROM experiment_origin WHERE event_id = ?)";
    return this.#runs(`${by} ${order}`, [experiment]);
  }

  /** Returns the number of runs that are not deleted, by experiment. */
  counts(): ReadonlyMap<ExperimentId, number> {
    const rows = this.#db.all(
      CountRow.extend({ event_id: ExperimentId }),
      `SELECT experiment.event_id, count(*) AS n FROM run
       JOIN experiment ON experiment.id = experiment_id
       WHERE run.deleted_at IS NULL GROUP BY experiment.id`,
    );
    return new Map(rows.map(({ event_id, n }) => [event_id, n]));
  }

  /** Returns the event that started a run. */
  started({ startedEvent }: RecordedRun): RunStarted["data"] | undefined {
    const event = this.#event(startedEvent);
    return event?.type === "run.started" ? event.data : undefined;
  }

  /** Returns the event that ended a run, with the summary of what it had logged. */
  finished({ finishedEvent }: RecordedRun): RunFinished["data"] | undefined {
    const event = this.#event(finishedEvent);
    return event?.type === "run.finished" ? event.data : undefined;
  }

  /** Returns the sealed parts of the log of a run, in order. */
  segments(run: RunId): readonly StoredBytes[] {
    return this.#db.all(
      StoredBytes,
      `SELECT sha256, size FROM run_segment
       WHERE run_id = (SELECT id FROM run WHERE run = ?) ORDER BY position`,
      [run],
    );
  }

  /** Returns the run that logged a model, of those that have ended. */
  runOfModel(model: string): RunId | undefined {
    const sql = `SELECT run.run FROM logged_model JOIN run ON run.id = run_id WHERE model = ?`;
    return this.#db.get(z.object({ run: RunId }), sql, [model])?.run;
  }

  /** Returns a metric of all runs that have it, by run, as recorded. */
  metric(key: string): ReadonlyMap<RunId, MetricSummary> {
    const rows = this.#db.all(
      MetricRow,
      `SELECT run.run, last, lowest, highest, step, at, count FROM run_metric
       JOIN run ON run.id = run_id
       WHERE key_id = (SELECT id FROM run_key WHERE field = 'metric' AND name = ?)`,
      [key],
    );
    return new Map(
      rows.map(({ run, last, lowest, highest, ...rest }) => [
        run,
        {
          last: last ?? "NaN",
          ...(lowest !== null && { lowest }),
          ...(highest !== null && { highest }),
          ...rest,
        },
      ]),
    );
  }

  /** Returns a parameter or tag of all runs that have it, by run, as JSON. */
  values(field: "parameter" | "tag", key: string): ReadonlyMap<RunId, string> {
    const rows = this.#db.all(
      z.object({ run: RunId, value: z.string() }),
      `SELECT run.run, value FROM run_value JOIN run ON run.id = run_id
       WHERE key_id = (SELECT id FROM run_key WHERE field = ? AND name = ?)`,
      [field, key],
    );
    return new Map(rows.map(({ run, value }) => [run, value]));
  }

  /** Returns the keys that runs have in a field, by name. */
  keys(field: "metric" | "parameter" | "tag"): readonly string[] {
    const sql = "SELECT name AS key, '' AS value FROM run_key WHERE field = ? ORDER BY name";
    return this.#db.all(TagRow, sql, [field]).map(({ key }) => key);
  }

  #event(id: EventId | undefined): ReturnType<typeof selectEvents>[number] | undefined {
    if (id === undefined) return undefined;
    const [event] = selectEvents(this.#db, this.#recorded, "WHERE event.id = ?", [id]);
    if (!event) throw new StaleIndexError(`the event ${id} is not there`);
    return event;
  }

  #experiments(rest: string, parameters: Parameters): readonly Experiment[] {
    const rows = this.#db.all(ExperimentRow, `SELECT * FROM experiment ${rest}`, parameters);
    return rows.map(({ id, event_id, name, created_at, changed_at, deleted_at }) => {
      const sql = "SELECT key, value FROM experiment_tag WHERE experiment_id = ? ORDER BY key";
      const tags = this.#db
        .all(TagRow, sql, [id])
        .map(({ key, value }): readonly [string, string] => [key, value]);
      return {
        id: event_id,
        name,
        tags: Object.fromEntries(tags),
        createdAt: created_at,
        changedAt: changed_at,
        isDeleted: deleted_at !== null,
      };
    });
  }

  #runs(rest: string, parameters: Parameters): readonly RecordedRun[] {
    return this.#db.all(RunRow, `${selectRuns} ${rest}`, parameters).map((row) => ({
      id: row.run,
      experiment: { id: row.experiment_event, name: row.experiment_name },
      name: row.name ?? undefined,
      user: row.user ?? undefined,
      status: row.status,
      start: row.start_at === null ? undefined : Date.parse(row.start_at),
      end: row.end_at === null ? undefined : Date.parse(row.end_at),
      segments: row.segments,
      startedEvent: row.started_event ?? undefined,
      finishedEvent: row.finished_event ?? undefined,
      isDeleted: row.deleted_at !== null || row.experiment_deleted !== null,
    }));
  }
}

const MetricRow = z.lazy(() =>
  z.object({
    run: RunId,
    last: z.number().nullable(),
    lowest: z.number().nullable(),
    highest: z.number().nullable(),
    step: z.number(),
    at: z.number(),
    count: z.number(),
  }),
);
