import type { AbMetric } from "../events/abtest-events.ts";
import type { VersionId } from "../model/ids.ts";
import { deviation, type Aggregate } from "../observations/aggregate.ts";
import type { ObservedPeriod } from "../observations/observation-table.ts";
import { mergeMetrics } from "../observations/summary.ts";
import type { AbTest } from "./ab-test.ts";
import { fewestValues, sequentialResult } from "./always-valid.ts";
import { compareSamples, estimate, type Difference, type Figure } from "./compare-samples.ts";
import { plannedValues } from "./planned-values.ts";
import { bucketCount } from "./routing.ts";
import { brokenSplit, splitProbability } from "./split-check.ts";

/** Figures of a metric of a variant. */
export interface VariantFigure {
  readonly count: number;
  /** Mean, share or quantile. */
  readonly value: number;
  /** Standard deviation of single values. */
  readonly deviation: number | undefined;
}

export type AbVerdict = "better" | "worse" | "unclear" | "too-few";

/** A variant beside the first one, by one metric. */
export interface AbComparison {
  /** Position of the variant. */
  readonly variant: number;
  /** Difference from the first one. */
  readonly difference: number;
  /** The same, relative to the value of the first one; undefined if that is zero. */
  readonly relative: number | undefined;
  /** Interval and p that stay valid whenever people look. */
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** The same by a test whose size was decided beforehand: valid for one look only. */
  readonly fixed: Pick<Difference, "low" | "high" | "p">;
  readonly verdict: AbVerdict;
}

/** One metric of a test. */
export interface AbMetricResult {
  readonly metric: AbMetric;
  readonly kind: Figure["kind"];
  /** By variant; undefined for one without values. */
  readonly figures: readonly (VariantFigure | undefined)[];
  readonly comparisons: readonly AbComparison[];
}

/** State of a test: the first of these that is so. */
export type AbState =
  /** Requests were not split as they should have been, so that nothing can be concluded. */
  | { readonly kind: "broken-split" }
  /** Variants are worse than the first one by a guardrail. */
  | { readonly kind: "harmful"; readonly variant: number; readonly key: string }
  /** A variant is better than the first one, and no other has a higher value. */
  | { readonly kind: "better"; readonly variant: number }
  /** All others are worse than the first one. */
  | { readonly kind: "worse" }
  /** As many values as were planned, and no difference. */
  | { readonly kind: "no-difference" }
  /** It takes more values. */
  | { readonly kind: "running" };

export interface AbResults {
  readonly variants: readonly { readonly version: VersionId; readonly observations: number }[];
  readonly main: AbMetricResult;
  readonly guardrails: readonly AbMetricResult[];
  /** Probability of so uneven a split, if it is kept; undefined for too few requests or in a shadow. */
  readonly splitP: number | undefined;
  /** Values of the main metric of all variants, and how many are needed; undefined if not known yet. */
  readonly values: number;
  readonly needed: number | undefined;
  /** Milliseconds since the epoch at which that is reached as it goes now. */
  readonly expectedEnd: number | undefined;
  readonly state: AbState;
}

/**
 * Computes the results of a test.
 *
 * @param periods what was observed in it
 * @param now milliseconds since the epoch
 */
export function abResults(
  test: AbTest,
  periods: readonly ObservedPeriod[],
  now: number,
): AbResults {
  const { definition } = test;
  const own = periods.filter((period) => period.test === test.id);
  const parts = definition.variants.map(({ version }) =>
    own.filter((period) => period.version === version),
  );
  const observations = parts.map((part) => part.reduce((sum, { count }) => sum + count, 0));
  const merged = parts.map(mergeMetrics);
  const main = metricResult(test, definition.metric, parts, merged);
  const guardrails = definition.guardrails.map((metric) =>
    metricResult(test, metric, parts, merged),
  );
  const splitP = definition.mode === "shadow" ? undefined : splitOf(test, own, observations.length);
  const values = main.figures.reduce((sum, figure) => sum + (figure?.count ?? 0), 0);
  const needed = plannedValues({
    ...definition,
    shares: test.splits.at(-1)?.shares ?? [],
    first: merged[0]?.get(definition.metric.key),
  });
  const begin = test.splits[0].since;
  const isGoing = needed !== undefined && values > 0 && values < needed && now > begin;
  return {
    variants: definition.variants.map(({ version }, index) => ({
      version,
      observations: observations[index] ?? 0,
    })),
    main,
    guardrails,
    splitP,
    values,
    needed,
    expectedEnd: isGoing ? timeOrNever(begin + ((now - begin) * needed) / values) : undefined,
    state: stateOf({ main, guardrails, splitP, values, needed }),
  };
}

/** Returns a time (milliseconds since the epoch), if it is one that a date can have. */
function timeOrNever(time: number): number | undefined {
  const last = 8.64e15;
  return time <= last ? time : undefined;
}

function metricResult(
  test: AbTest,
  metric: AbMetric,
  parts: readonly (readonly ObservedPeriod[])[],
  merged: readonly ReadonlyMap<string, Aggregate>[],
): AbMetricResult {
  const samples = merged.map((metrics) => metrics.get(metric.key));
  const figure = figureOf(metric, samples);
  const figures = samples.map((sample) => sample && figureValue(sample, figure));
  const [first] = figures;
  const comparisons = samples.slice(1).flatMap((sample, index): readonly AbComparison[] => {
    const [control] = samples;
    if (!control || !sample || !first) return [];
    const level = test.definition.level / (samples.length - 1);
    const fixed = compareSamples(control, sample, figure, level);
    if (!fixed) return [];
    const estimated =
      test.splits.length > 1
        ? bySplit(test, metric.key, figure, [parts[0] ?? [], parts[index + 1] ?? []])
        : fixed;
    const { value, variance: error } = estimated ?? fixed;
    const scale = Math.abs(first.value || value || 1) * test.definition.effect;
    const { p, low, high } = sequentialResult(value, error, scale, level);
    const isEnough = Math.min(control.count, sample.count) >= fewestValues;
    return [
      {
        variant: index + 1,
        difference: value,
        relative: first.value === 0 ? undefined : value / Math.abs(first.value),
        low,
        high,
        p,
        fixed: { low: fixed.low, high: fixed.high, p: fixed.p },
        verdict: isEnough ? verdictOf(low, high, metric.better) : "too-few",
      },
    ];
  });
  return { metric, kind: figure.kind, figures, comparisons };
}

function figureOf({ quantile }: AbMetric, samples: readonly (Aggregate | undefined)[]): Figure {
  if (quantile !== undefined) return { kind: "quantile", part: quantile };
  return { kind: samples.every((sample) => sample?.isShare ?? true) ? "share" : "mean" };
}

function figureValue(sample: Aggregate, figure: Figure): VariantFigure {
  const value = estimate(sample, figure)?.value ?? sample.mean;
  return { count: sample.count, value, deviation: deviation(sample) };
}

function verdictOf(low: number, high: number, better: AbMetric["better"]): AbVerdict {
  if (low > 0) return better === "higher" ? "better" : "worse";
  if (high < 0) return better === "higher" ? "worse" : "better";
  return "unclear";
}

/**
 * Estimates a difference within each split and sums up, weighted by the number of values: a variant
 * that got more requests on a good day is no better for that (Simpson's paradox).
 */
function bySplit(
  test: AbTest,
  key: string,
  figure: Figure,
  [first, second]: readonly [readonly ObservedPeriod[], readonly ObservedPeriod[]],
): { readonly value: number; readonly variance: number } | undefined {
  let [weights, value, error] = [0, 0, 0];
  for (const [index, { since }] of test.splits.entries()) {
    const until = test.splits[index + 1]?.since ?? Infinity;
    const isIn = ({ at }: ObservedPeriod): boolean => (index === 0 || at >= since) && at < until;
    const a = mergeMetrics(first.filter(isIn)).get(key);
    const b = mergeMetrics(second.filter(isIn)).get(key);
    const [left, right] = [a && estimate(a, figure), b && estimate(b, figure)];
    if (!a || !b || !left || !right) continue;
    const weight = a.count + b.count;
    weights += weight;
    value += weight * (right.value - left.value);
    error += weight ** 2 * (left.variance + right.variance);
  }
  if (weights === 0) return undefined;
  return { value: value / weights, variance: error / weights ** 2 };
}

/** Compares how many requests each variant had with the splits; periods of a change don't count. */
function splitOf(
  test: AbTest,
  periods: readonly ObservedPeriod[],
  variants: number,
): number | undefined {
  const counts = new Array<number>(variants).fill(0);
  const expected = new Array<number>(variants).fill(0);
  const positions = new Map(
    test.definition.variants.map(({ version }, index) => [version, index] as const),
  );
  const starts = new Set(periods.map(({ at }) => at));
  for (const { since } of test.splits.slice(1)) {
    const [last] = [...starts].filter((at) => at <= since).sort((a, b) => b - a);
    if (last !== undefined) starts.delete(last);
  }
  for (const { at, version, count } of periods) {
    const variant = positions.get(version);
    if (variant === undefined || !starts.has(at)) continue;
    counts[variant] = (counts[variant] ?? 0) + count;
    const { shares } = test.splits.findLast(({ since }) => since <= at) ?? test.splits[0];
    for (const [index, share] of shares.entries()) {
      expected[index] = (expected[index] ?? 0) + (count * share) / bucketCount;
    }
  }
  return splitProbability(counts, expected);
}

function stateOf({
  main,
  guardrails,
  splitP,
  values,
  needed,
}: Pick<AbResults, "main" | "guardrails" | "splitP" | "values" | "needed">): AbState {
  if (splitP !== undefined && splitP < brokenSplit) return { kind: "broken-split" };
  for (const { metric, comparisons } of guardrails) {
    const harmed = comparisons.find(({ verdict }) => verdict === "worse");
    if (harmed) return { kind: "harmful", variant: harmed.variant, key: metric.key };
  }
  const { comparisons, metric } = main;
  const better = comparisons.filter(({ verdict }) => verdict === "better");
  const sign = metric.better === "higher" ? 1 : -1;
  const [best] = better.toSorted((a, b) => sign * (b.difference - a.difference));
  if (best) return { kind: "better", variant: best.variant };
  const isWorse = comparisons.length > 0 && comparisons.every(({ verdict }) => verdict === "worse");
  if (isWorse && comparisons.length === main.figures.length - 1) return { kind: "worse" };
  const isComplete = needed !== undefined && values >= needed && comparisons.length > 0;
  return { kind: isComplete ? "no-difference" : "running" };
}
