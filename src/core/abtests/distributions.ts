import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import tCdf from "@stdlib/stats-base-dists-t-cdf";

/** Distributions of @stdlib, as the tests use them; compared with SciPy in the unit tests. */

/** Returns the probability of so extreme a value, on either side, of the normal distribution. */
export function twoSidedNormal(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1));
}

/** Returns the value below which a normally distributed one lies with a probability. */
export function normalBelow(probability: number): number {
  return normalQuantile(probability, 0, 1);
}

/** Returns the probability of so extreme a value, on either side, of Student's t distribution. */
export function twoSidedT(t: number, degrees: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(t), degrees));
}

/**
 * Returns the value below which one of Student's t distribution lies with a probability. It is searched
 * for by halving: the library's own inverse is as large as all else that is needed of it.
 */
export function tBelow(probability: number, degrees: number): number {
  if (probability < 0.5) return -tBelow(1 - probability, degrees);
  let [low, high] = [0, 1];
  while (tCdf(high, degrees) < probability && high < 1e300) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    // Neighbours: there is no number between them.
    if (middle <= low || middle >= high) return middle;
    if (tCdf(middle, degrees) < probability) low = middle;
    else high = middle;
  }
}

/** Returns the probability of so large a value of the chi-square distribution. */
export function chiSquareAbove(value: number, degrees: number): number {
  return 1 - chiSquareCdf(value, degrees);
}
