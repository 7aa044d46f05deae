import { normalBelow } from "./distributions.ts";

/**
 * Results that stay valid whenever people look: the mixture sequential probability ratio test with a
 * normal mixture (Johari, Koomen, Pekelis, Walsh: Always Valid Inference, Operations Research 70(3),
 * 2022, arXiv:1512.04922), with the estimated variance in place of the true one, which large samples
 * allow (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and
 * asymptotic confidence sequences, Annals of Statistics 52(6), 2024, arXiv:2103.06476).
 */
export interface SequentialResult {
  /** Probability of such a difference at any look, if there is none. */
  readonly p: number;
  /** Interval that holds the true difference at all looks at once, with probability 1 − level. */
  readonly low: number;
  readonly high: number;
}

/** Number of values of each variant from which the estimated variance is good enough. */
export const fewestValues = 100;

/**
 * @param difference estimated difference
 * @param variance of its error
 * @param scale standard deviation of the mixture, in the unit of the difference: the smallest effect of
 *   interest is where the test is most sensitive
 */
export function sequentialResult(
  difference: number,
  variance: number,
  scale: number,
  level: number,
): SequentialResult {
  if (variance <= 0) {
    return { p: difference === 0 ? 1 : 0, low: difference, high: difference };
  }
  const mixture = scale ** 2;
  const ratio = variance / (variance + mixture);
  const evidence = (mixture * difference ** 2) / (2 * variance * (variance + mixture));
  const p = Math.min(1, Math.exp(-evidence) / Math.sqrt(ratio));
  const width = boundary(variance, scale, level);
  return { p, low: difference - width, high: difference + width };
}

/** Returns the difference from which on a result is significant. */
function boundary(variance: number, scale: number, level: number): number {
  const mixture = scale ** 2;
  const ratio = variance / (variance + mixture);
  return Math.sqrt(
    ((2 * variance * (variance + mixture)) / mixture) * (Math.log(1 / level) - Math.log(ratio) / 2),
  );
}

export interface SampleSizeRequest {
  /** Variance of single values of the first variant and of the other one. */
  readonly variances: readonly [number, number];
  /** Shares of the traffic that they get, such as 0.9 and 0.1. */
  readonly shares: readonly [number, number];
  /** The smallest difference of interest. */
  readonly effect: number;
  readonly level: number;
  /** Probability of finding it, such as 0.8. */
  readonly power: number;
}

/**
 * Returns how many values of both variants together are needed, so that a difference of the size of
 * interest is significant by then with the probability that is asked for. It may be so much earlier.
 */
export function sampleSize(request: SampleSizeRequest): number {
  const { variances, shares, effect, level, power } = request;
  const reach = normalBelow(power);
  const varianceOf = (count: number): number =>
    variances[0] / (shares[0] * count) + variances[1] / (shares[1] * count);
  const isEnough = (count: number): boolean => {
    const variance = varianceOf(count);
    return boundary(variance, effect, level) + reach * Math.sqrt(variance) <= effect;
  };
  const least = Math.ceil(fewestValues / Math.min(...shares));
  let high = least;
  while (!isEnough(high) && high < 1e12) high *= 2;
  let low = least;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
