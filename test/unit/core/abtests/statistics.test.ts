import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { compareSamples } from "../../../../src/core/abtests/compare-samples.ts";
import { tBelow, twoSidedT } from "../../../../src/core/abtests/distributions.ts";
import { splitProbability } from "../../../../src/core/abtests/split-check.ts";
import { AggregateBuilder, type Aggregate } from "../../../../src/core/observations/aggregate.ts";

const Numbers = z.array(z.number());
const result = { p: z.number(), low: z.number(), high: z.number() };
const vectors = z
  .object({
    welch: z.array(z.object({ first: Numbers, second: Numbers, ...result })),
    shares: z.array(z.object({ first: Numbers, second: Numbers, ...result })),
    splits: z.array(z.object({ counts: Numbers, expected: Numbers, p: z.number() })),
    tails: z.array(
      z.object({ t: z.number(), degrees: z.number(), p: z.number(), quantile: z.number() }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../fixtures/ab-statistics.json"), "utf8"),
    ),
  );

function sample(values: readonly number[]): Aggregate {
  const builder = new AggregateBuilder(true);
  for (const value of values) builder.add(value);
  return builder.result();
}

function share([ones = 0, count = 0]: readonly number[]): Aggregate {
  const mean = ones / count;
  const squares = count * mean * (1 - mean);
  return { count, mean, squares, lowest: 0, highest: 1, isShare: true, centroids: [] };
}

/** Equal to SciPy's to nine digits, of small probabilities too. */
function expectEqual(found: number | undefined, expected: number): void {
  const scale = Math.max(Math.abs(expected), 1e-300);
  expect(Math.abs((found ?? Number.NaN) - expected) / scale).toBeLessThan(1e-9);
}

test("Welch's test says what SciPy says", () => {
  for (const { first, second, p, low, high } of vectors.welch) {
    const found = compareSamples(sample(first), sample(second), { kind: "mean" }, 0.05);
    expectEqual(found?.p, p);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  }
});

test("the test of two shares says what SciPy says", () => {
  for (const { first, second, p, low, high } of vectors.shares) {
    const found = compareSamples(share(first), share(second), { kind: "share" }, 0.05);
    if (p > 1e-200) expect(Math.abs((found?.p ?? 0) - p) / p).toBeLessThan(1e-9);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  }
});

test("the test of the split and the tails of Student's t say what SciPy says", () => {
  for (const { counts, expected, p } of vectors.splits) {
    expect(splitProbability(counts, expected)).toBeCloseTo(p, 9);
  }
  for (const { t, degrees, p, quantile } of vectors.tails) {
    expectEqual(twoSidedT(t, degrees), p);
    expectEqual(tBelow(0.975, degrees), quantile);
  }
});

test("the error of a quantile is that of its bootstrap distribution", () => {
  // Deciles of ten thousand even values: the error of the median is sqrt(0.25 / n) of the range.
  const values = Array.from({ length: 10_000 }, (_, index) => ((index * 7919) % 10_000) / 10_000);
  const figure = { kind: "quantile", part: 0.5 } as const;
  const found = compareSamples(sample(values), sample(values), figure, 0.05);
  expect(Math.sqrt((found?.variance ?? 0) / 2)).toBeCloseTo(0.005, 3);
  const moved = compareSamples(
    sample(values),
    sample(values.map((value) => value + 0.05)),
    figure,
    0.05,
  );
  expect(moved?.p).toBeLessThan(1e-6);
  expect(moved?.value).toBeCloseTo(0.05, 2);
});

test("too few values are compared with nothing", () => {
  expect(compareSamples(sample([1]), sample([1, 2]), { kind: "mean" }, 0.05)).toBeUndefined();
  expect(splitProbability([1, 2], [1.5, 1.5])).toBeUndefined();
  expect(compareSamples(sample([3, 3]), sample([3, 3]), { kind: "mean" }, 0.05)?.p).toBe(1);
});
