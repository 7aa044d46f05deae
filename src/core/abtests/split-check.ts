import { chiSquareAbove } from "./distributions.ts";

/** Probability below which a split counts as broken: such a test is looked at every day. */
export const brokenSplit = 0.0005;

/**
 * Returns the probability of counts as uneven as these, if requests are split as they should be
 * (Pearson's chi-square test; Fabijan et al.: Diagnosing sample ratio mismatch in online controlled
 * experiments, KDD 2019). Undefined for too few requests.
 *
 * @param expected counts by the splits that held
 */
export function splitProbability(
  counts: readonly number[],
  expected: readonly number[],
): number | undefined {
  const pairs = counts.map((count, index) => ({ count, expected: expected[index] ?? 0 }));
  const used = pairs.filter((pair) => pair.expected > 0);
  if (used.length < 2 || used.some((pair) => pair.expected < 5)) return undefined;
  const sum = used.reduce(
    (all, pair) => all + (pair.count - pair.expected) ** 2 / pair.expected,
    0,
  );
  return chiSquareAbove(sum, used.length - 1);
}
