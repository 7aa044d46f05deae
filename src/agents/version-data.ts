import { mainMetric } from "../core/metrics/metric-direction.ts";
import type { Version } from "../core/state/version.ts";
import { versionReference } from "../core/state/version.ts";

/** Metrics of a version in a list: the main one and so many others. */
const fewMetrics = 8;

/** Returns a version as lists of tools show it. */
export function briefVersion(version: Version): Readonly<Record<string, unknown>> {
  const { label, aliases, stage, stageSince, registeredAt, registeredBy, metrics } = version;
  const keys = Object.keys(metrics);
  const main = mainMetric(keys);
  const shown = [...new Set([...(main === undefined ? [] : [main]), ...keys])].slice(0, fewMetrics);
  return {
    reference: versionReference(version),
    label,
    aliases,
    stage,
    stageSince,
    registeredAt,
    registeredBy: registeredBy.name,
    metrics: Object.fromEntries(shown.map((key) => [key, metrics[key]])),
    ...(keys.length > shown.length && { moreMetrics: keys.length - shown.length }),
  };
}
