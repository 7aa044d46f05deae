import { addTo } from "../../core/add-to.ts";
import {
  defined,
  deletedStage,
  mlflowLimits,
  mlflowStatus,
  type MlflowPoint,
  type MlflowRun,
  type MlflowSource,
  type MlflowStore,
  type MlflowVersion,
} from "./store.ts";

type Value = string | number | null | Uint8Array;
type Row = Readonly<Record<string, Value>>;

/** Runs a query on these tables; no rows if one of them or a column is not there. */
export type StoreQuery = (
  tables: readonly string[],
  sql: string,
  parameters?: readonly (string | number)[],
) => readonly Row[];

/**
 * Reads a store in a database, `mlflow.db`, by the tables of mlflow/store/tracking/dbmodels/models.py
 * and mlflow/store/model_registry/dbmodels/models.py.
 */
export function databaseStore(query: StoreQuery): MlflowSource {
  return {
    read: () => Promise.resolve(readStore(query)),
    points: (run) => Promise.resolve(points(query, run)),
  };
}

function readStore(query: StoreQuery): MlflowStore {
  const locations = query(
    ["logged_models"],
    "SELECT model_id, artifact_location FROM logged_models",
  );
  return {
    models: readModels(query),
    runs: readRuns(query),
    loggedModels: new Map(
      locations.flatMap(({ model_id: id, artifact_location: place }) =>
        typeof id === "string" && typeof place === "string" ? [[id, place] as const] : [],
      ),
    ),
  };
}

function readModels(query: StoreQuery): MlflowStore["models"] {
  const versions = new Map<string, MlflowVersion[]>();
  const versionTags = pairs(
    query(["model_version_tags"], "SELECT * FROM model_version_tags"),
    ({ name, version }) => keyOf(name, version),
  );
  for (const row of query(
    ["model_versions"],
    `SELECT * FROM model_versions ORDER BY name, version LIMIT ${mlflowLimits.versions}`,
  )) {
    const { name, version: number, current_stage: stage } = row;
    if (typeof name !== "string" || typeof number !== "number" || !Number.isSafeInteger(number)) {
      continue;
    }
    if (stage === deletedStage || number < 1 || number > mlflowLimits.number) continue;
    const known = versions.get(name) ?? [];
    versions.set(name, known);
    known.push({
      number,
      stage: text(stage) ?? "None",
      tags: versionTags.get(keyOf(name, number)) ?? {},
      places: [row["storage_location"], row["source"]].flatMap((each) => text(each) ?? []),
      ...defined({
        description: text(row["description"]),
        createdAt: time(row["creation_time"]),
        run: text(row["run_id"]),
      }),
    });
  }
  const tags = pairs(
    query(["registered_model_tags"], "SELECT * FROM registered_model_tags"),
    ({ name }) => text(name),
  );
  const aliases = new Map<string, [string, number][]>();
  for (const { name, alias, version } of query(
    ["registered_model_aliases"],
    "SELECT * FROM registered_model_aliases",
  )) {
    if (typeof name !== "string" || typeof alias !== "string") continue;
    addTo(aliases, name, [alias, Number(version)]);
  }
  return query(
    ["registered_models"],
    `SELECT name, description FROM registered_models ORDER BY name LIMIT ${mlflowLimits.models}`,
  ).flatMap(({ name, description }) =>
    typeof name !== "string"
      ? []
      : [
          {
            name,
            ...defined({ description: text(description) }),
            tags: tags.get(name) ?? {},
            aliases: Object.fromEntries(aliases.get(name) ?? []),
            versions: versions.get(name) ?? [],
          },
        ],
  );
}

function readRuns(query: StoreQuery): readonly MlflowRun[] {
  const parameters = pairs(query(["params"], "SELECT * FROM params"), ({ run_uuid: run }) =>
    text(run),
  );
  const tags = pairs(query(["tags"], "SELECT * FROM tags"), ({ run_uuid: run }) => text(run));
  const rows = query(
    ["runs", "experiments"],
    `SELECT runs.*, experiments.name AS experiment FROM runs
     JOIN experiments USING (experiment_id)
     WHERE runs.lifecycle_stage = 'active' AND experiments.lifecycle_stage = 'active'
     ORDER BY start_time LIMIT ${mlflowLimits.runs}`,
  );
  return rows.flatMap((row) => {
    const id = text(row["run_uuid"]);
    const experiment = text(row["experiment"]);
    if (id === undefined || experiment === undefined) return [];
    const own = tags.get(id) ?? {};
    return [
      {
        id,
        experiment,
        status: mlflowStatus(row["status"]),
        parameters: parameters.get(id) ?? {},
        tags: own,
        ...defined({
          name: text(row["name"]) ?? own["mlflow.runName"],
          user: text(row["user_id"]),
          start: time(row["start_time"]),
          end: time(row["end_time"]),
          artifacts: text(row["artifact_uri"]),
        }),
      },
    ];
  });
}

function points(query: StoreQuery, run: string): readonly MlflowPoint[] {
  const rows = query(
    ["metrics"],
    `SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?
     ORDER BY step, timestamp LIMIT ${mlflowLimits.points}`,
    [run],
  );
  return rows.flatMap(({ key, value, timestamp, step, is_nan: isNan }) =>
    typeof key !== "string" || typeof value !== "number"
      ? []
      : [{ key, at: Number(timestamp), step: Number(step), value: infinite(value, isNan) }],
  );
}

/** Largest and lowest number stand for infinity, and NaN has a column of its own. */
function infinite(value: number, isNan: Value | undefined): number {
  if (isNan === 1) return NaN;
  return Math.abs(value) >= 1.7976931348623157e308 ? Math.sign(value) * Infinity : value;
}

/** Collects columns `key` and `value` by what they belong to. */
function pairs(
  rows: readonly Row[],
  ownerOf: (row: Row) => string | undefined,
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, [string, string][]>();
  for (const row of rows) {
    const [owner, key, value] = [ownerOf(row), text(row["key"]), row["value"]];
    if (owner === undefined || key === undefined || value === undefined) continue;
    const known = found.get(owner) ?? [];
    found.set(owner, known);
    known.push([key, value === null ? "" : (text(value) ?? "")]);
  }
  return new Map([...found].map(([owner, entries]) => [owner, Object.fromEntries(entries)]));
}

function keyOf(name: Value | undefined, version: Value | undefined): string {
  return JSON.stringify([name, version]);
}

function text(value: Value | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function time(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
