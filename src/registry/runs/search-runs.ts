import { ParameterValue } from "../../core/model/recipe.ts";
import { fromLoggedNumber, type ExperimentId, type RunId } from "../../core/model/run.ts";
import {
  compareRuns,
  meetsAll,
  parameterText,
  type FieldValue,
  type RunCondition,
  type RunField,
  type RunFields,
  type RunOrder,
} from "../../core/runs/run-search.ts";
import type { RecordedRun, Run } from "../../core/runs/run.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { runLogFiles } from "../../storage/runs/run-log-files.ts";
import type { Registry } from "../registry.ts";
import { readRunOf, recordedLog, sealedRun, stateRecord } from "./run-record.ts";

export interface RunSearch {
  /** Of these experiments; of all if absent. */
  readonly experiments?: readonly ExperimentId[] | undefined;
  /** All have to be met. */
  readonly conditions?: readonly RunCondition[] | undefined;
  /** Newest first if absent. */
  readonly order?: readonly RunOrder[] | undefined;
  /** Filter by deletion; if absent, runs that are not deleted. */
  readonly deleted?: "without" | "only" | "with" | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
}

export interface FoundRuns {
  /** The runs of the page, with all that they logged, without histories. */
  readonly runs: readonly Run[];
  /** Number of runs that meet the conditions. */
  readonly total: number;
}

/**
 * Finds runs, live ones with what they have logged until now.
 *
 * Costs: a look at each run of the experiments, and the record of each run of the page.
 */
export async function searchRuns(registry: Registry, search: RunSearch): Promise<FoundRuns> {
  const { conditions = [], order = [], limit, offset = 0 } = search;
  const live = await liveRuns(registry);
  const found = await registry.read((state) => {
    const lookUp = recordedFields(state, [...conditions, ...order]);
    return candidates(state, search).flatMap((recorded) => {
      const current = live.get(recorded.id);
      const fields = current ? fieldsOf(current) : lookUp(recorded);
      if (!meetsAll(fields, conditions)) return [];
      const keys = order.map(({ field }) => fields(field));
      return { id: recorded.id, start: recorded.start, keys, recorded };
    });
  });
  found.sort((a, b) => compareRuns(a, b, order));
  const page = found.slice(offset, offset + limit);
  const logs = await registry.read(({ runs }) =>
    page.map(({ id, recorded }) => live.get(id) ?? stateRecord(runs, runs.run(id) ?? recorded)),
  );
  // All unsealed logs have been read: the others are as the ledger has them.
  const runs = await Promise.all(logs.map(async (log) => ("record" in log ? sealedRun(log) : log)));
  return { runs, total: found.length };
}

function candidates(
  { runs }: IndexQueries,
  { experiments, deleted = "without" }: RunSearch,
): readonly RecordedRun[] {
  const all = experiments?.flatMap((experiment) => runs.runs(experiment)) ?? runs.runs();
  if (deleted === "with") return all;
  return all.filter(({ isDeleted }) => isDeleted === (deleted === "only"));
}

/** Reads the runs of which a part of the log is not sealed. */
async function liveRuns(registry: Registry): Promise<ReadonlyMap<RunId, Run>> {
  const files = [...(await runLogFiles(registry.paths)).keys()];
  if (files.length === 0) return new Map();
  const logs = await registry.read(({ runs }) =>
    files.flatMap((id) => {
      const recorded = runs.run(id);
      return recorded ? [recordedLog(runs, recorded)] : [];
    }),
  );
  const live = new Map<RunId, Run>();
  for (const log of logs) {
    const run = await readRunOf(registry, log);
    if (run.isLive) live.set(run.id, run);
  }
  return live;
}

/** Returns the fields of a run as it is now. */
export function fieldsOf(run: Run): RunFields {
  const { state } = run;
  return (field) => {
    switch (field.kind) {
      case "metric":
        return state.metrics.get(field.key)?.last;
      case "parameter": {
        const value = state.parameters.get(field.key);
        return value === undefined ? undefined : parameterText(value);
      }
      case "tag":
        return state.tags.get(field.key);
      case "dataset":
        return datasets([...state.inputs.values()], field.key);
      case "attribute":
        return attribute(
          { ...run, name: state.name, user: state.user, start: state.start, end: state.end },
          field.key,
        );
    }
  };
}

type Attributes = Pick<RecordedRun, "id" | "name" | "user" | "status" | "start" | "end">;

function attribute(
  run: Attributes,
  key: Extract<RunField, { kind: "attribute" }>["key"],
): FieldValue {
  if (key !== "duration") return run[key];
  return run.start === undefined || run.end === undefined ? undefined : run.end - run.start;
}

function datasets(
  inputs: readonly {
    readonly name: string;
    readonly digest: string;
    readonly tags?: Readonly<Record<string, string>> | undefined;
  }[],
  key: "name" | "digest" | "context",
): FieldValue {
  const values = inputs.flatMap(
    (input) => (key === "context" ? input.tags?.["mlflow.data.context"] : input[key]) ?? [],
  );
  return values.length > 0 ? values : undefined;
}

/** Returns the fields that are asked for of runs as the index has them. */
function recordedFields(
  { runs }: IndexQueries,
  asked: readonly { readonly field: RunField }[],
): (run: RecordedRun) => RunFields {
  const columns = new Map<string, ReadonlyMap<RunId, FieldValue>>();
  for (const { field } of asked) {
    if (field.kind === "attribute" || field.kind === "dataset") continue;
    columns.set(columnOf(field), readColumn(runs, field));
  }
  return (run) => (field) => {
    if (field.kind === "attribute") return attribute(run, field.key);
    if (field.kind === "dataset") {
      return datasets(runs.finished(run)?.summary?.inputs ?? [], field.key);
    }
    return columns.get(columnOf(field))?.get(run.id);
  };
}

function columnOf({ kind, key }: RunField): string {
  return `${kind} ${key}`;
}

function readColumn(
  runs: IndexQueries["runs"],
  { kind, key }: Extract<RunField, { kind: "metric" | "parameter" | "tag" }>,
): ReadonlyMap<RunId, FieldValue> {
  if (kind === "metric") {
    return new Map([...runs.metric(key)].map(([run, { last }]) => [run, fromLoggedNumber(last)]));
  }
  return new Map([...runs.values(kind, key)].map(([run, json]) => [run, valueText(json)]));
}

function valueText(json: string): string {
  const value = ParameterValue.safeParse(JSON.parse(json)).data;
  return value === undefined ? "" : parameterText(value);
}
