import * as z from "zod";
import { Stage, VersionId, VersionNumber } from "../../../core/model/ids.ts";
import type { MetricValue } from "../../../core/retrieval/best-value.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";

/** One cell for thousands of rows: handing them over one by one takes most of the time. */
const MetricCells = z.lazy(() =>
  z.object({
    cells: jsonCell(z.array(z.tuple([VersionId, VersionNumber, Stage, z.string().nullable()]))),
  }),
);

const KeyRow = z.object({ key: z.string() });

/** Names are those of so many of the newest versions: reading all of thousands takes long. */
const newest = 1000;

/** Names that living versions of one model have been recorded with, in alphabetical order. */
export interface NamesOfModel {
  readonly metrics: readonly string[];
  readonly parameters: readonly string[];
}

const ParameterRow = z.lazy(() =>
  z.object({
    version: VersionId,
    name: z.string(),
    value: z.union([z.string(), z.number()]),
  }),
);

/** Values of hyperparameters by version and name, as a search sees them. */
export type ParameterValues = ReadonlyMap<VersionId, Readonly<Record<string, string | number>>>;

/** Reads metrics and hyperparameters of the living versions of one model. */
export class RecordedValues {
  readonly #db: IndexDatabase;
  readonly #model: number;

  /** @param model row of the model */
  constructor(db: IndexDatabase, model: number) {
    this.#db = db;
    this.#model = model;
  }

  /** Returns names of metrics and hyperparameters; of a model of thousands, those in use now. */
  names(): NamesOfModel {
    const names = (sql: string): readonly string[] => {
      const rows = this.#db.all(KeyRow, sql, [this.#model]);
      return rows.map(({ key }) => key).sort();
    };
    const living = `SELECT id FROM version WHERE model_id = ? AND deleted_by_event IS NULL
      ORDER BY number DESC LIMIT ${newest}`;
    return {
      metrics: names(
        `SELECT key FROM metric_key WHERE id IN
           (SELECT key_id FROM metric WHERE version_id IN (${living}))`,
      ),
      parameters: names(
        `SELECT name AS key FROM recorded_key WHERE field = 'params' AND id IN
           (SELECT key_id FROM recorded WHERE version_id IN (${living}))`,
      ),
    };
  }

  /** Returns the values of a metric of all versions, by number. */
  metric(key: string): readonly MetricValue[] {
    const found = this.#db.get(
      MetricCells,
      // JSON would round the numbers to 15 digits.
      `SELECT json_group_array(json_array(event_id, number, stage,
           CASE WHEN value IS NOT NULL THEN printf('%!.17g', value) END) ORDER BY number) AS cells
       FROM version LEFT JOIN metric ON metric.version_id = version.id
         AND metric.key_id = (SELECT id FROM metric_key WHERE key = ?)
       WHERE model_id = ? AND deleted_by_event IS NULL`,
      [key, this.#model],
    );
    return (found?.cells ?? []).map(([id, number, stage, value]) => ({
      ...{ id, number, stage },
      ...(value !== null && { value: Number(value) }),
    }));
  }

  /** Returns values of hyperparameters of some of the versions. */
  parameters(versions: readonly VersionId[], names: readonly string[]): ParameterValues {
    const found = new Map<VersionId, Record<string, string | number>>();
    if (versions.length === 0 || names.length === 0) return found;
    const rows = this.#db.all(
      ParameterRow,
      `SELECT version.event_id AS version, name, value FROM recorded
       JOIN version ON version.id = recorded.version_id
       JOIN recorded_key ON recorded_key.id = recorded.key_id
       WHERE model_id = ? AND field = 'params' AND name IN (${placeholders(names)})
         AND version.event_id IN (${placeholders(versions)})`,
      [this.#model, ...names, ...versions],
    );
    for (const { version, name, value } of rows) {
      // Not by assignment: a hyperparameter may be called `__proto__`.
      found.set(version, { ...found.get(version), ...Object.fromEntries([[name, value]]) });
    }
    return found;
  }
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => "?").join();
}
