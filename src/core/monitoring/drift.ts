import { centroidsOf, quantile, type Aggregate, type Centroid } from "../observations/aggregate.ts";

/**
 * Number of groups up to which values count as a few distinct ones: a digest of values that are all
 * different has more.
 */
const mostDistinct = 20;
/** Number of bins of the population stability index. */
const bins = 10;
/** Share that stands for an empty bin, whose logarithm is infinite. */
const leastShare = 0.0001;

/**
 * Returns the population stability index of what was observed against a reference: the sum of
 * (observed − expected) · ln(observed ÷ expected) over the deciles of the reference, or over the values
 * where there are only a few (Siddiqi: Credit Risk Scorecards, 2006). Below 0.1 nothing has changed,
 * above 0.25 much has.
 */
export function populationStability(reference: Aggregate, observed: Aggregate): number {
  const shares = isDistinct(reference, observed)
    ? sharesOfValues(reference, observed)
    : sharesOfBins(reference, observed);
  return shares.reduce((sum, [expected, found]) => {
    const [e, o] = [Math.max(expected, leastShare), Math.max(found, leastShare)];
    return sum + (o - e) * Math.log(o / e);
  }, 0);
}

/**
 * Returns the largest distance between the distribution functions of what was observed and of a
 * reference: the statistic of Kolmogorov and Smirnov.
 */
export function kolmogorovSmirnov(reference: Aggregate, observed: Aggregate): number {
  if (isDistinct(reference, observed)) {
    let [difference, largest] = [0, 0];
    for (const [expected, found] of sharesOfValues(reference, observed)) {
      difference += found - expected;
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }
  const points = [reference, observed].flatMap((each) => centroidsOf(each).map(([mean]) => mean));
  return points.reduce((largest, point) => {
    const distance = Math.abs(shareBelow(reference, point) - shareBelow(observed, point));
    return Math.max(largest, distance);
  }, 0);
}

type Shares = readonly (readonly [expected: number, found: number])[];

function isDistinct(...aggregates: readonly Aggregate[]): boolean {
  return aggregates.every((each) => centroidsOf(each).length <= mostDistinct);
}

/** Returns the shares of each value, in the order of the values. */
function sharesOfValues(reference: Aggregate, observed: Aggregate): Shares {
  const [expected, found] = [reference, observed].map(
    (each) => new Map(centroidsOf(each).map(([mean, weight]) => [mean, weight / each.count])),
  );
  const values = [...new Set([...(expected?.keys() ?? []), ...(found?.keys() ?? [])])];
  return values
    .sort((a, b) => a - b)
    .map((value) => [expected?.get(value) ?? 0, found?.get(value) ?? 0] as const);
}

/** Returns the shares between the deciles of the reference. */
function sharesOfBins(reference: Aggregate, observed: Aggregate): Shares {
  const inner = Array.from({ length: bins - 1 }, (_, index) =>
    quantile(reference, (index + 1) / bins),
  );
  const edges = [...new Set(inner)];
  const cumulated = (of: Aggregate): readonly number[] => [
    0,
    ...edges.map((edge) => shareBelow(of, edge)),
    1,
  ];
  const [expected, found] = [cumulated(reference), cumulated(observed)];
  return expected.slice(1).map((share, index) => {
    const before = expected[index] ?? 0;
    return [share - before, (found[index + 1] ?? 1) - (found[index] ?? 0)] as const;
  });
}

/** Returns the share of values below one, interpolated between the groups of a digest. */
export function shareBelow(aggregate: Aggregate, value: number): number {
  const { count, lowest, highest } = aggregate;
  if (value < lowest) return 0;
  if (value >= highest) return 1;
  let [below, at, share] = [0, lowest, 0];
  for (const [mean, weight] of withEnd(centroidsOf(aggregate), highest)) {
    const middle = mean === highest && weight === 0 ? 1 : (below + weight / 2) / count;
    if (value <= mean) {
      return mean === at ? middle : share + ((value - at) / (mean - at)) * (middle - share);
    }
    [at, share] = [mean, middle];
    below += weight;
  }
  return 1;
}

function withEnd(centroids: readonly Centroid[], highest: number): readonly Centroid[] {
  return [...centroids, [highest, 0]];
}
