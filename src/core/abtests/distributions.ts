import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

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

/** Returns the value below which one of Student's t distribution lies with a probability. */
export function tBelow(probability: number, degrees: number): number {
  return tQuantile(probability, degrees);
}

/** Returns the probability of so large a value of the chi-square distribution. */
export function chiSquareAbove(value: number, degrees: number): number {
  return 1 - chiSquareCdf(value, degrees);
}
