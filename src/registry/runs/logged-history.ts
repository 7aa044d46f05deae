import {
  maxMetricPoints,
  thinned,
  type MetricPoints,
} from "../../core/model/data/metric-history.ts";
import type { MetricSeries } from "../../core/runs/metric-points.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Registry } from "../registry.ts";
import { readHistory } from "./read-history.ts";

/**
 * Returns the values by step of the metrics of a run that have several finite ones, as a version keeps them.
 *
 * @throws RegistryError `unknown-run`, `artifact-missing`, `artifact-changed`
 */
export async function loggedHistory(
  registry: Registry,
  { id, state }: Run,
): Promise<ReadonlyMap<string, MetricPoints>> {
  const keys = [...state.metrics]
    .filter(([, { last, count }]) => Number.isFinite(last) && count > 1)
    .map(([key]) => key);
  if (keys.length === 0) return new Map();
  const history = await readHistory(registry, { run: id, keys });
  return new Map([...history].map(([key, series]) => [key, metricPoints(series)]));
}

/** Returns the values of a metric at each step, the last of a step, without those that are no number. */
function metricPoints({ steps, values }: MetricSeries): MetricPoints {
  const points = new Map<number, number>();
  for (const [index, step] of steps.entries()) {
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value)) points.set(step, value);
  }
  return { axis: "step", points: thinned([...points], maxMetricPoints) };
}
