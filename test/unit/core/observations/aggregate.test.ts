import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  AggregateBuilder,
  decodeAggregate,
  deviation,
  encodeAggregate,
  quantile,
  StoredAggregate,
  type Aggregate,
} from "../../../../src/core/observations/aggregate.ts";

function aggregate(values: readonly number[]): Aggregate {
  const builder = new AggregateBuilder(true);
  for (const value of values) builder.add(value);
  return builder.result();
}

/** JSON knows no negative zero. */
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0);
const values = fc.array(value, { minLength: 1, maxLength: 200 });
const shares = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 200 });

test("parts that are merged say the same as the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(values, shares), { minLength: 1, maxLength: 6 }), (parts) => {
      const merged = new AggregateBuilder(true);
      for (const part of parts) merged.merge(aggregate(part));
      const [whole, found] = [aggregate(parts.flat()), merged.result()];
      expect(found.count).toBe(whole.count);
      expect(found.lowest).toBe(whole.lowest);
      expect(found.highest).toBe(whole.highest);
      expect(found.isShare).toBe(whole.isShare);
      expect(found.mean).toBeCloseTo(whole.mean, 6);
      const scale = Math.max(1, whole.squares);
      expect(Math.abs(found.squares - whole.squares) / scale).toBeLessThan(1e-9);
    }),
  );
});

test("mean and deviation are those of the values", () => {
  fc.assert(
    fc.property(values, (sample) => {
      const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
      const squares = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const found = aggregate(sample);
      expect(found.mean).toBeCloseTo(mean, 4);
      if (sample.length < 2) expect(deviation(found)).toBeUndefined();
      else expect(deviation(found)).toBeCloseTo(Math.sqrt(squares / (sample.length - 1)), 3);
    }),
  );
});

test("what is stored is read again, with quantiles within the range", () => {
  fc.assert(
    fc.property(fc.oneof(values, shares), (sample) => {
      const found = aggregate(sample);
      const stored = StoredAggregate.parse(JSON.parse(JSON.stringify(encodeAggregate(found))));
      const again = decodeAggregate(stored);
      expect({ ...again, centroids: [] }).toEqual({ ...found, centroids: [] });
      for (const part of [0, 0.01, 0.5, 0.99, 1]) {
        expect(quantile(again, part)).toBeGreaterThanOrEqual(found.lowest);
        expect(quantile(again, part)).toBeLessThanOrEqual(found.highest);
      }
    }),
  );
});

test("quantiles of many values are near the exact ones, also after they were merged", () => {
  // Ten thousand values of 0 to 9,999 in an order of their own, in parts of one hundred.
  const all = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_000);
  const merged = new AggregateBuilder(true);
  for (let start = 0; start < all.length; start += 100) {
    merged.merge(aggregate(all.slice(start, start + 100)));
  }
  const found = merged.result();
  for (const part of [0.01, 0.25, 0.5, 0.75, 0.95, 0.99]) {
    expect(Math.abs(quantile(found, part) / 10_000 - part)).toBeLessThan(0.01);
  }
  expect(found.centroids.length).toBeLessThan(1_500);
});

test("zeros and ones are a share, until there is another value", () => {
  expect(aggregate([0, 1, 1, 0])).toMatchObject({ isShare: true, mean: 0.5, centroids: [] });
  const mixed = aggregate([0, 1, 1, 0.5]);
  expect(mixed.isShare).toBe(false);
  expect(mixed.centroids.reduce((sum, [, weight]) => sum + weight, 0)).toBe(4);
});
