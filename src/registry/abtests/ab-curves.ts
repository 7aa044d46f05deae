import { abResults } from "../../core/abtests/ab-results.ts";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import { abMetricText } from "../../core/abtests/parse-metric.ts";
import { quantile } from "../../core/observations/aggregate.ts";
import { periodLengths, type ObservedPeriod } from "../../core/observations/observation-table.ts";
import { mergeMetrics } from "../../core/observations/summary.ts";

/** A figure of each variant over time; a point is `[milliseconds since the epoch, value]`. */
export interface AbMetricOverTime {
  /** As it is named: `p95:latency_ms`. */
  readonly metric: string;
  readonly variants: readonly (readonly (readonly [at: number, value: number])[])[];
}

/** Difference from the first variant by what was known up to a time, with its interval. */
export interface AbDifferencePoint {
  readonly at: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface AbCurves {
  readonly metrics: readonly AbMetricOverTime[];
  /** By variant after the first one. */
  readonly differences: readonly (readonly AbDifferencePoint[])[];
}

/** Points of a curve: more are not told apart. */
const mostPoints = 48;
const { minute, hour, day } = periodLengths;
/** Lengths (ms) of time that a point stands for. */
const lengths = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, day, 7 * day];

/**
 * Computes the curves of a test: each metric over time, and what was known of the difference by the
 * main metric as results came.
 *
 * @param periods what was observed in it, the earliest first
 */
export function abCurves(test: AbTest, periods: readonly ObservedPeriod[]): AbCurves {
  const { metric, guardrails, variants } = test.definition;
  const bins = binned(test, periods);
  const ends = [...new Set(bins.map(({ end }) => end))].sort((a, b) => a - b);
  const known = ends.map((end) => {
    const until = bins.filter((bin) => bin.end <= end);
    const { main } = abResults(
      test,
      until.map(({ period }) => period),
      end,
    );
    return { at: Math.max(...until.map(({ last }) => last)), main };
  });
  return {
    metrics: [metric, ...guardrails].map((each) => ({
      metric: abMetricText(each),
      variants: variants.map(({ version }) =>
        bins.flatMap(({ period }) => {
          const found = period.version === version ? period.metrics.get(each.key) : undefined;
          if (!found) return [];
          const value = each.quantile === undefined ? found.mean : quantile(found, each.quantile);
          return [[period.at, value] as const];
        }),
      ),
    })),
    differences: variants.slice(1).map((_, index) =>
      known.flatMap(({ at, main }) => {
        const found = main.comparisons.find(({ variant }) => variant === index + 1);
        if (!found || found.verdict === "too-few") return [];
        const { difference, low, high } = found;
        return [{ at, difference, low, high }];
      }),
    ),
  };
}

interface Bin {
  readonly period: ObservedPeriod;
  /** End of its time, and begin of the last period in it. */
  readonly end: number;
  readonly last: number;
}

/** Merges periods into so few that a chart can show them; none reaches over a change of the split. */
function binned(test: AbTest, periods: readonly ObservedPeriod[]): readonly Bin[] {
  const begin = test.splits[0].since;
  const time = (periods.at(-1)?.at ?? begin) - begin;
  const length = lengths.find((each) => time / each <= mostPoints) ?? Math.ceil(time / mostPoints);
  const bins = new Map<string, readonly [end: number, own: ObservedPeriod[]]>();
  for (const period of periods) {
    const split = test.splits.findLastIndex(({ since }) => since <= period.at);
    const place = Math.floor((period.at - begin) / length);
    const key = `${Math.max(0, split)} ${place} ${period.version}`;
    const bin = bins.get(key);
    if (bin) bin[1].push(period);
    else bins.set(key, [begin + (place + 1) * length, [period]]);
  }
  return [...bins.values()].flatMap(([end, own]) => {
    const [first] = own;
    if (!first) return [];
    const count = own.reduce((sum, each) => sum + each.count, 0);
    const period = { ...first, count, metrics: mergeMetrics(own) };
    return [{ end, period, last: own.at(-1)?.at ?? first.at }];
  });
}
