import { quantile, variance, type Aggregate } from "../observations/aggregate.ts";
import { normalBelow, tBelow, twoSidedNormal, twoSidedT } from "./distributions.ts";

/** Kinds of figures that variants are compared by. */
export type Figure =
  | { readonly kind: "mean" }
  /** Share of requests whose value is 1, which is the mean of zeros and ones. */
  | { readonly kind: "share" }
  | { readonly kind: "quantile"; readonly part: number };

/** An estimate and the variance of its error. */
export interface Estimate {
  readonly value: number;
  readonly variance: number;
}

/** Difference between two variants by a test of fixed size. */
export interface Difference {
  /** Second minus first. */
  readonly value: number;
  /** Variance of its error. */
  readonly variance: number;
  readonly p: number;
  /** Confidence interval. */
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates a figure; undefined for too few values.
 *
 * The error of a quantile is that of its bootstrap distribution, without resampling: the rank of the
 * quantile in a resample is binomial (Schultzberg, Ankargren: Resampling-free bootstrap inference for
 * quantiles, 2022, arXiv:2202.10992), here by its normal approximation.
 */
export function estimate(sample: Aggregate, figure: Figure): Estimate | undefined {
  const { count, mean } = sample;
  if (count < 2) return undefined;
  if (figure.kind === "mean") {
    return { value: mean, variance: (variance(sample) ?? 0) / count };
  }
  if (figure.kind === "share") return { value: mean, variance: (mean * (1 - mean)) / count };
  const { part } = figure;
  const error = Math.sqrt((part * (1 - part)) / count);
  let [weights, sum, squares] = [0, 0, 0];
  for (const z of grid) {
    const at = quantile(sample, Math.min(1, Math.max(0, part + z * error)));
    const weight = Math.exp(-(z ** 2) / 2);
    weights += weight;
    sum += weight * at;
    squares += weight * at ** 2;
  }
  const center = sum / weights;
  return { value: quantile(sample, part), variance: squares / weights - center ** 2 };
}

const grid = Array.from({ length: 33 }, (_, index) => (index - 16) / 4);

/**
 * Compares a figure of two samples, whose size was decided beforehand: Welch's test for means, the
 * two-proportion z-test for shares (p with the pooled variance, the interval without), a z-test for
 * quantiles. Undefined for too few values.
 *
 * @param level of significance: 0.05
 */
export function compareSamples(
  first: Aggregate,
  second: Aggregate,
  figure: Figure,
  level: number,
): Difference | undefined {
  const [a, b] = [estimate(first, figure), estimate(second, figure)];
  if (!a || !b) return undefined;
  const value = b.value - a.value;
  const sum = a.variance + b.variance;
  const error = Math.sqrt(sum);
  const interval = (factor: number): Pick<Difference, "low" | "high"> => ({
    low: value - factor * error,
    high: value + factor * error,
  });
  if (figure.kind === "mean") {
    if (sum === 0) return { value, variance: 0, p: value === 0 ? 1 : 0, low: value, high: value };
    // Welch: The generalization of Student's problem, 1947; degrees by Satterthwaite, 1946.
    const degrees =
      sum ** 2 / (a.variance ** 2 / (first.count - 1) + b.variance ** 2 / (second.count - 1));
    const p = twoSidedT(value / error, degrees);
    return { value, variance: sum, p, ...interval(tBelow(1 - level / 2, degrees)) };
  }
  const spread = figure.kind === "share" ? pooledError(first, second) : error;
  const p = spread === 0 ? (value === 0 ? 1 : 0) : twoSidedNormal(value / spread);
  return { value, variance: sum, p, ...interval(normalBelow(1 - level / 2)) };
}

function pooledError(first: Aggregate, second: Aggregate): number {
  const count = first.count + second.count;
  const share = (first.mean * first.count + second.mean * second.count) / count;
  return Math.sqrt(share * (1 - share) * (1 / first.count + 1 / second.count));
}
