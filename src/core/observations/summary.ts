import type { VersionId } from "../model/ids.ts";
import { AggregateBuilder, type Aggregate } from "./aggregate.ts";
import type { ObservedPeriod } from "./observation-table.ts";

/** Observations of a version in some time. */
export interface ObservedSummary {
  readonly version: VersionId;
  /** Number of observations. */
  readonly count: number;
  /** Begin of the first and the last period with an observation, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  readonly metrics: ReadonlyMap<string, Aggregate>;
}

/** Sums up periods by version, those of all tests together; versions in the order of their ids. */
export function summarise(periods: readonly ObservedPeriod[]): readonly ObservedSummary[] {
  const byVersion = new Map<VersionId, ObservedPeriod[]>();
  for (const period of periods) {
    const known = byVersion.get(period.version);
    if (known) known.push(period);
    else byVersion.set(period.version, [period]);
  }
  return [...byVersion]
    .map(([version, own]) => ({
      version,
      count: own.reduce((sum, { count }) => sum + count, 0),
      first: Math.min(...own.map(({ at }) => at)),
      last: Math.max(...own.map(({ at }) => at)),
      metrics: mergeMetrics(own),
    }))
    .sort((a, b) => (a.version < b.version ? -1 : 1));
}

/** Merges the aggregates of periods, by metric. */
export function mergeMetrics(
  periods: readonly Pick<ObservedPeriod, "metrics">[],
): ReadonlyMap<string, Aggregate> {
  const builders = new Map<string, AggregateBuilder>();
  for (const { metrics } of periods) {
    for (const [key, aggregate] of metrics) {
      let builder = builders.get(key);
      if (!builder) builders.set(key, (builder = new AggregateBuilder(true)));
      builder.merge(aggregate);
    }
  }
  return new Map([...builders].map(([key, builder]) => [key, builder.result()] as const));
}
