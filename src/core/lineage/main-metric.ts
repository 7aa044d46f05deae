import { isBetter, mainMetric, metricDirection } from "../metrics/metric-direction.ts";
import type { VersionNumber } from "../model/ids.ts";
import type { Metrics } from "../model/recipe.ts";
import type { MainMetric } from "./lineage-node.ts";

/** An earlier version of the model, which a metric is measured against. */
export interface MetricBaseline {
  readonly number: VersionNumber;
  readonly metrics: Metrics;
}

/**
 * Returns the main metric of a version; undefined if it has no metric.
 *
 * @param chosen key of the metric to show, if the version has it
 */
export function mainMetricOf(
  metrics: Metrics,
  baseline: MetricBaseline | undefined,
  chosen: string | undefined,
): MainMetric | undefined {
  const key =
    chosen !== undefined && Object.hasOwn(metrics, chosen)
      ? chosen
      : mainMetric(Object.keys(metrics));
  const value = key === undefined ? undefined : metrics[key];
  if (key === undefined || value === undefined) return undefined;
  const before =
    baseline && Object.hasOwn(baseline.metrics, key) ? baseline.metrics[key] : undefined;
  if (!baseline || before === undefined) return { key, value };
  const change = value - before;
  const better = isBetter(change, metricDirection(key));
  return { key, value, change, since: baseline.number, ...(better !== undefined && { better }) };
}
