/**
 * Choice of the variant of an A/B test that answers a request: a pure function of the test, its history of splits
 * and the id of the request, the same in every language (docs/ab-tests.md, test/fixtures/ab-routing.json).
 *
 * 1. `bucket = floor(h * 10000 / 2^32)`, where `h` is the number that the first four bytes of
 *    SHA-256(test id + ":" + request id, in UTF-8) make, the first the highest.
 * 2. The first split gives buckets to the variants in their order.
 * 3. Another split moves no more than it must: a variant that shrinks gives up its highest buckets, and
 *    those that grow get them, the lowest first, in the order of the variants. So nobody leaves a
 *    variant that does not shrink.
 */

/** Number of buckets; a share of a split is a number of them. */
export const bucketCount = 10_000;

/** Buckets of each variant of a split, in the order of the variants; their sum is `bucketCount`. */
export type Shares = readonly number[];

/** Buckets from `from` up to and without `to` that go to a variant. */
export interface RoutingRange {
  readonly from: number;
  readonly to: number;
  /** Position of the variant, from 0 on. */
  readonly variant: number;
}

/** Returns the bucket of a request: a whole number from 0 up to and without `bucketCount`. */
export function bucketOf(sha256: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256;
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  return Math.floor((number * bucketCount) / 2 ** 32);
}

/** Returns which buckets go to which variant after some splits, the first one first. */
export function routingTable(splits: readonly [Shares, ...Shares[]]): readonly RoutingRange[] {
  const [first, ...others] = splits;
  const owners = new Array<number>(bucketCount).fill(0);
  let next = 0;
  for (const [variant, share] of first.entries()) {
    owners.fill(variant, next, next + share);
    next += share;
  }
  for (const shares of others) applySplit(owners, shares);
  return rangesOf(owners);
}

function applySplit(owners: number[], shares: Shares): void {
  const excess = shares.map((share, variant) => countOf(owners, variant) - share);
  const free: number[] = [];
  for (let bucket = bucketCount - 1; bucket >= 0; bucket -= 1) {
    const owner = owners[bucket] ?? 0;
    const left = excess[owner] ?? 0;
    if (left <= 0) continue;
    excess[owner] = left - 1;
    free.push(bucket);
  }
  free.reverse();
  let next = 0;
  for (const [variant, left] of excess.entries()) {
    for (let missing = -left; missing > 0; missing -= 1) {
      const bucket = free[next];
      if (bucket !== undefined) owners[bucket] = variant;
      next += 1;
    }
  }
}

function countOf(owners: readonly number[], variant: number): number {
  return owners.reduce((count, owner) => count + (owner === variant ? 1 : 0), 0);
}

function rangesOf(owners: readonly number[]): readonly RoutingRange[] {
  const ranges: { from: number; to: number; variant: number }[] = [];
  for (const [bucket, variant] of owners.entries()) {
    const last = ranges.at(-1);
    if (last?.variant === variant) last.to = bucket + 1;
    else ranges.push({ from: bucket, to: bucket + 1, variant });
  }
  return ranges;
}

/** Returns the position of the variant that a bucket goes to. */
export function variantOf(table: readonly RoutingRange[], bucket: number): number {
  return table.find(({ from, to }) => bucket >= from && bucket < to)?.variant ?? 0;
}

/**
 * Parses a split such as `90/10` or `33.33/33.33/33.34`: shares in percent with at most two decimals,
 * which sum up to 100. Undefined for anything else.
 */
export function parseSplit(text: string): Shares | undefined {
  const parts = text.split("/").map((part) => part.trim());
  if (!parts.every((part) => /^\d{1,3}(\.\d{1,2})?$/.test(part))) return undefined;
  const shares = parts.map((part) => Math.round(Number(part) * 100));
  const isWhole = shares.reduce((sum, share) => sum + share, 0) === bucketCount;
  return isWhole ? shares : undefined;
}

/** Returns equal shares for so many variants; the first ones have one bucket more. */
export function equalShares(variants: number): Shares {
  const each = Math.floor(bucketCount / variants);
  return Array.from({ length: variants }, (_, at) => each + (at < bucketCount % variants ? 1 : 0));
}

/** Returns a split in percent: `90/10`. */
export function splitText(shares: Shares): string {
  return shares.map((share) => String(share / 100)).join("/");
}
