import { fromLoggedNumber, runLimits, type LoggedModel } from "../model/run.ts";
import type { MetricsLine, RunLogLine } from "./run-log-line.ts";
import { putWithin, type RunState } from "./run-state.ts";

/** A value of a metric. */
export interface Point {
  readonly step: number;
  readonly at: number;
  readonly value: number;
}

/** Returns whether a value counts as later than another one, or is the same. */
export function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.at !== b.at) return a.at > b.at;
  if (Number.isNaN(b.value)) return true;
  return !Number.isNaN(a.value) && a.value >= b.value;
}

type ModelLine = Extract<RunLogLine, { kind: "model" }>;

/** Returns a logged model as a line makes or changes it. */
export function changedModel(known: LoggedModel | undefined, line: ModelLine): LoggedModel {
  const { id, at } = line;
  const base = known ?? {
    id,
    status: "pending" as const,
    created: at,
    changed: at,
    parameters: {},
    tags: {},
    metrics: [],
  };
  // As those of a run, parameters keep their values.
  const parameters = { ...line.parameters, ...base.parameters };
  return {
    ...base,
    ...(line.status && { status: line.status }),
    ...(line.name !== undefined && { name: line.name }),
    ...(line.type !== undefined && { type: line.type }),
    ...(line.statusMessage !== undefined && { statusMessage: line.statusMessage }),
    changed: Math.max(base.changed, at),
    parameters: Object.fromEntries(Object.entries(parameters).slice(0, runLimits.parameters)),
    tags: changedTags(base.tags, line.tags ?? {}),
  };
}

function changedTags(
  known: LoggedModel["tags"],
  changes: NonNullable<ModelLine["tags"]>,
): LoggedModel["tags"] {
  const tags = new Map(Object.entries(known));
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) tags.delete(key);
    else putWithin(tags, key, value, runLimits.tags);
  }
  return Object.fromEntries(tags);
}

/** Removes a logged model with its files. */
export function removeModel(state: RunState, id: string): void {
  state.models.delete(id);
  for (const [key, { model }] of state.artifacts) {
    if (model === id) state.artifacts.delete(key);
  }
}

type ModelMetric = LoggedModel["metrics"][number];

/** Largest number of metrics of a logged model. */
const maxMetrics = 10_000;

/** Returns a logged model with the metrics of a line; of each and its dataset the last counts. */
export function withMetrics(logged: LoggedModel, line: MetricsLine): LoggedModel {
  const { values, step, at, dataset } = line;
  const metrics = new Map(logged.metrics.map((metric) => [metricKey(metric), metric]));
  for (const [key, value] of Object.entries(values)) {
    const metric = { key, value, step, at, ...(dataset && { dataset }) };
    const known = metrics.get(metricKey(metric));
    if (known && !isLater(pointOf(metric), pointOf(known))) continue;
    putWithin(metrics, metricKey(metric), metric, maxMetrics);
  }
  return { ...logged, metrics: [...metrics.values()] };
}

function metricKey({ key, dataset }: ModelMetric): string {
  return [key, dataset?.name ?? "", dataset?.digest ?? ""].join("\u0000");
}

function pointOf({ step, at, value }: ModelMetric): Point {
  return { step, at, value: fromLoggedNumber(value) };
}
