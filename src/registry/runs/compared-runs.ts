import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { Dataset } from "../../core/model/data/dataset.ts";
import { isUri } from "../../core/model/data/uri.ts";
import type { EventId } from "../../core/model/ids.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import type { RunId, RunInput } from "../../core/model/run.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Registry } from "../registry.ts";
import { readHistory } from "./read-history.ts";
import { readRun } from "./read-run.ts";
import { readRunContext } from "./run-context.ts";
import { runOutline, type RunOutline } from "./run-outlines.ts";
import { recordOf } from "./run-record.ts";
import { placeIn, runReference } from "./with-run.ts";

/** A run as a comparison with versions shows it: what a version that is made of it would record. */
export interface ComparedRun extends RunOutline {
  /** The event that recorded it; like the id of a version, it is unique among all. */
  readonly event: EventId;
  readonly recipe: Recipe;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Returns what runs are compared by: last values of metrics, parameters, data, code, environment.
 * Runs that are deleted are left out.
 *
 * @throws RegistryError `unknown-run`, `artifact-changed`
 */
export async function comparedRuns(
  registry: Registry,
  { runs: ids }: { readonly runs: readonly RunId[] },
): Promise<readonly ComparedRun[]> {
  const compared: ComparedRun[] = [];
  for (const id of ids) {
    const run = await readRun(registry, { run: id });
    const found = await registry.read((now) => recordOf(now, id));
    const { startedEvent, finishedEvent } = found?.record.recorded ?? {};
    const event = startedEvent ?? finishedEvent;
    if (run.isDeleted || event === undefined) continue;
    const command = found?.record.started?.command;
    compared.push({
      ...runOutline(run),
      event,
      recipe: { ...(await recipeOf(registry, run)), ...(command && { command }) },
      tags: Object.fromEntries(run.state.tags),
    });
  }
  return compared;
}

/** Values of a metric by step of runs that logged it more than once. */
export interface RunMetricHistory {
  /** Metrics of which any of the runs has a history, in alphabetical order. */
  readonly metrics: readonly string[];
  /** The one of the series; absent if there is none. */
  readonly metric?: string;
  readonly series: readonly {
    /** The event that recorded the run. */
    readonly event: EventId;
    /** `[step, value]`, in order of the steps. */
    readonly points: readonly (readonly [step: number, value: number])[];
  }[];
}

/**
 * Returns the history of one metric of some runs; one that none of them has gives way to the main one.
 *
 * @throws RegistryError `unknown-run`, `artifact-missing`, `artifact-changed`
 */
export async function runMetricHistory(
  registry: Registry,
  {
    runs: ids,
    metric: wanted,
    mostPoints,
  }: {
    readonly runs: readonly RunId[];
    readonly metric?: string | undefined;
    /** At most so many points of each series. */
    readonly mostPoints: number;
  },
): Promise<RunMetricHistory> {
  const logged: { event: EventId; run: RunId; keys: readonly string[] }[] = [];
  for (const run of ids) {
    const { startedEvent, finishedEvent } =
      (await registry.read(({ runs }) => runs.run(run))) ?? {};
    const event = startedEvent ?? finishedEvent;
    if (event === undefined) continue;
    const { metrics } = (await readRun(registry, { run })).state;
    const keys = [...metrics].filter(([, { count }]) => count > 1).map(([key]) => key);
    logged.push({ event, run, keys });
  }
  const metrics = [...new Set(logged.flatMap(({ keys }) => keys))].sort();
  const metric = wanted !== undefined && metrics.includes(wanted) ? wanted : mainMetric(metrics);
  if (metric === undefined) return { metrics, series: [] };
  const series = [];
  for (const { event, run, keys } of logged) {
    if (!keys.includes(metric)) continue;
    const found = await readHistory(registry, { run, keys: [metric], points: mostPoints });
    const { steps = [], values = [] } = found.get(metric) ?? {};
    const points = steps
      .map((step, index): readonly [number, number] => [step, values[index] ?? Number.NaN])
      .filter(([, value]) => Number.isFinite(value));
    series.push({ event, points });
  }
  return { metrics, metric, series };
}

async function recipeOf(registry: Registry, run: Run): Promise<Recipe> {
  const { metrics, parameters, inputs } = run.state;
  const context = await readRunContext(registry, run);
  return {
    metrics: Object.fromEntries(
      [...metrics].flatMap(([key, { last }]) => (Number.isFinite(last) ? [[key, last]] : [])),
    ),
    parameters: Object.fromEntries(parameters),
    datasets: [...inputs.values()].map(datasetOf),
    run: runReference(run),
    ...(context?.git && { git: context.git }),
    ...(context?.environment && { environment: context.environment }),
    sources: { metrics: [], parameters: [] },
    missing: [],
  };
}

/** Describes data as the logging tool does: its digest is of a kind of its own. */
function datasetOf({ name, digest, source }: RunInput): Dataset {
  const place = source === undefined ? undefined : placeIn(source);
  return {
    name: name.slice(0, 256),
    version: digest,
    ...(place !== undefined && isUri(place) && { uri: place }),
    digests: {},
  };
}
