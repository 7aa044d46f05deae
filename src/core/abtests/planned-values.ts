import type { AbMetric } from "../events/abtest-events.ts";
import { variance, type Aggregate } from "../observations/aggregate.ts";
import { fewestValues, sampleSize } from "./always-valid.ts";
import { estimate } from "./compare-samples.ts";
import { bucketCount, type Shares } from "./routing.ts";

/** Inputs from which the size of an A/B test follows. */
export interface SizePlan {
  readonly metric: AbMetric;
  /** Level of significance. */
  readonly level: number;
  readonly power: number;
  /** The smallest difference of interest, relative to the first variant. */
  readonly effect: number;
  /** A share that is known of the first variant. */
  readonly baseline?: number | undefined;
  readonly shares: Shares;
  /** Observations of the first variant. */
  readonly first: Aggregate | undefined;
}

/**
 * Returns how many values of the metric all variants of a test need together; undefined if that is not
 * known yet.
 */
export function plannedValues(plan: SizePlan): number | undefined {
  const { metric, level, power, effect, baseline, shares, first: sample } = plan;
  const known = sample && sample.count >= fewestValues ? observed(sample, metric) : share(baseline);
  if (!known || known.value === 0 || known.variance <= 0) return undefined;
  const [first = 0, ...others] = shares;
  const least = Math.min(...others.filter((each) => each > 0));
  if (first === 0 || !Number.isFinite(least)) return undefined;
  const pair = first + least;
  const size = sampleSize({
    variances: [known.variance, known.variance],
    shares: [first / pair, least / pair],
    effect: Math.abs(known.value) * effect,
    level: level / (shares.length - 1),
    power,
  });
  return Math.ceil((size * bucketCount) / pair);
}

/** A figure, and the variance of single values. */
interface Known {
  readonly value: number;
  readonly variance: number;
}

function observed(sample: Aggregate, { quantile }: AbMetric): Known {
  if (quantile === undefined) {
    return { value: sample.mean, variance: variance(sample) ?? 0 };
  }
  // The variance that single values would have, if the error of a quantile were that of a mean.
  const found = estimate(sample, { kind: "quantile", part: quantile });
  return { value: found?.value ?? 0, variance: (found?.variance ?? 0) * sample.count };
}

function share(value: number | undefined): Known | undefined {
  if (value === undefined || value <= 0 || value >= 1) return undefined;
  return { value, variance: value * (1 - value) };
}
