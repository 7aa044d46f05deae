import { TDigest } from "tdigest";
import * as z from "zod";

/**
 * Observed values of a metric in short: enough for means, deviations, tests and quantiles.
 * Aggregates of parts can be merged to that of the whole.
 */
export interface Aggregate {
  readonly count: number;
  readonly mean: number;
  /** Sum of the squared differences from the mean. */
  readonly squares: number;
  readonly lowest: number;
  readonly highest: number;
  /** True if every value is 0 or 1: the mean is a share then. */
  readonly isShare: boolean;
  /** Means and weights of the centroids of a t-digest, in order; none for a share. */
  readonly centroids: readonly Centroid[];
}

export type Centroid = readonly [mean: number, weight: number];

/** Returns the variance of a sample; undefined for fewer than two values. */
export function variance({ count, squares }: Aggregate): number | undefined {
  return count < 2 ? undefined : squares / (count - 1);
}

/** Returns the standard deviation of a sample; undefined for fewer than two values. */
export function deviation(aggregate: Aggregate): number | undefined {
  const found = variance(aggregate);
  return found === undefined ? undefined : Math.sqrt(found);
}

/**
 * Returns a quantile, interpolated between centroids (Dunning, Ertl: Computing extremely accurate
 * quantiles using t-digests, 2019).
 *
 * @param part 0.5 for the median
 */
export function quantile(aggregate: Aggregate, part: number): number {
  const { count, mean, lowest, highest, isShare, centroids } = aggregate;
  if (count === 1 || lowest === highest) return lowest;
  if (isShare) return part <= 1 - mean ? 0 : 1;
  const digest = digestOf(centroids, coarse);
  const found = digest.percentile(part);
  return Math.min(highest, Math.max(lowest, found));
}

/** Compression of the digests of minutes and of longer times: share of all in one centroid. */
const coarse = 0.05;
const fine = 0.02;

/** Aggregate that values are added to. */
export class AggregateBuilder {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #lowest = Infinity;
  #highest = -Infinity;
  #isShare = true;
  #digest: TDigest | undefined;
  readonly #delta: number;

  /** @param isLong true for more than minutes, which get finer quantiles */
  constructor(isLong = false) {
    this.#delta = isLong ? fine : coarse;
  }

  /** Adds a value (Welford: Note on a method for calculating corrected sums of squares, 1962). */
  add(value: number): void {
    if (this.#isShare && value !== 0 && value !== 1) this.#endShare();
    if (!this.#isShare) this.#values().push(value);
    this.#count += 1;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
    if (value < this.#lowest) this.#lowest = value;
    if (value > this.#highest) this.#highest = value;
  }

  /**
   * Adds the values of another aggregate (Chan, Golub, LeVeque: Updating formulae and a pairwise
   * algorithm for computing sample variances, 1979).
   */
  merge(other: Aggregate): void {
    if (other.count === 0) return;
    if (this.#isShare && !other.isShare) this.#endShare();
    if (!this.#isShare) {
      for (const [mean, weight] of centroidsOf(other)) this.#values().push(mean, weight);
    }
    const count = this.#count + other.count;
    const difference = other.mean - this.#mean;
    this.#mean += (difference * other.count) / count;
    this.#squares += other.squares + (difference ** 2 * this.#count * other.count) / count;
    this.#count = count;
    this.#lowest = Math.min(this.#lowest, other.lowest);
    this.#highest = Math.max(this.#highest, other.highest);
  }

  /** Returns the aggregate of what was added so far. */
  result(): Aggregate {
    const digest = this.#digest;
    digest?.compress();
    const centroids = digest?.toArray().map(({ mean, n }): Centroid => [mean, n]) ?? [];
    return {
      count: this.#count,
      mean: this.#mean,
      squares: this.#squares,
      lowest: this.#lowest,
      highest: this.#highest,
      isShare: this.#isShare,
      centroids,
    };
  }

  /** Values besides 0 and 1 follow: what was added so far goes into a digest. */
  #endShare(): void {
    this.#isShare = false;
    if (this.#count === 0) return;
    for (const [mean, weight] of shareCentroids({ count: this.#count, mean: this.#mean })) {
      this.#values().push(mean, weight);
    }
  }

  #values(): TDigest {
    return (this.#digest ??= new TDigest(this.#delta));
  }
}

function digestOf(centroids: readonly Centroid[], delta: number): TDigest {
  const digest = new TDigest(delta, 0);
  for (const [mean, n] of centroids) digest.push(mean, n);
  return digest;
}

/** Returns means and weights of groups of values, in order: of a share zeros and ones. */
export function centroidsOf(aggregate: Aggregate): readonly Centroid[] {
  return aggregate.isShare ? shareCentroids(aggregate) : aggregate.centroids;
}

function shareCentroids({ count, mean }: Pick<Aggregate, "count" | "mean">): readonly Centroid[] {
  const ones = Math.round(count * mean);
  return [[0, count - ones] as const, [1, ones] as const].filter(([, weight]) => weight > 0);
}

/** An aggregate as it is stored: count, mean, squares, lowest, highest, share, centroids in a row. */
export const StoredAggregate = z.lazy(() =>
  z.tuple([
    z.int().min(1),
    z.number(),
    z.number().min(0),
    z.number(),
    z.number(),
    z.union([z.literal(0), z.literal(1)]),
    z.array(z.number()).max(20_000),
  ]),
);
export type StoredAggregate = z.infer<typeof StoredAggregate>;

export function encodeAggregate(aggregate: Aggregate): StoredAggregate {
  const { count, mean, squares, lowest, highest, isShare, centroids } = aggregate;
  // The mean of a centroid is an estimate: seven digits of it say all.
  const row = centroids.flatMap(([at, weight]) => [Number(at.toPrecision(7)), weight]);
  return [count, mean, squares, lowest, highest, isShare ? 1 : 0, row];
}

export function decodeAggregate(stored: StoredAggregate): Aggregate {
  const [count, mean, squares, lowest, highest, isShare, row] = stored;
  const centroids: Centroid[] = [];
  for (let index = 0; index + 1 < row.length; index += 2) {
    const [at = Number.NaN, weight = 0] = row.slice(index, index + 2);
    if (weight > 0) centroids.push([at, weight]);
  }
  return { count, mean, squares, lowest, highest, isShare: isShare === 1, centroids };
}
