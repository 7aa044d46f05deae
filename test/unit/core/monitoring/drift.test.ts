import fc from "fast-check";
import { expect, test } from "vitest";
import { kolmogorovSmirnov, populationStability } from "../../../../src/core/monitoring/drift.ts";
import { AggregateBuilder, type Aggregate } from "../../../../src/core/observations/aggregate.ts";

function aggregate(values: readonly number[]): Aggregate {
  const builder = new AggregateBuilder(true);
  for (const value of values) builder.add(value);
  return builder.result();
}

/** Evenly spread values of the logistic distribution's shape, without chance. */
function spread(count: number, shift = 0): number[] {
  return Array.from({ length: count }, (_, index) => {
    const part = (index + 0.5) / count;
    return Math.log(part / (1 - part)) + shift;
  });
}

test("equal distributions have not drifted, whatever the numbers of values", () => {
  const [reference, observed] = [aggregate(spread(5_000)), aggregate(spread(700))];
  expect(populationStability(reference, observed)).toBeLessThan(0.02);
  expect(kolmogorovSmirnov(reference, observed)).toBeLessThan(0.03);
});

test("a shift is found as large as it is", () => {
  const [reference, observed] = [aggregate(spread(5_000)), aggregate(spread(5_000, 1))];
  // Of the logistic distribution: the largest distance is in the middle between both.
  const distance = 1 / (1 + Math.exp(-0.5)) - 1 / (1 + Math.exp(0.5));
  expect(Math.abs(kolmogorovSmirnov(reference, observed) - distance)).toBeLessThan(0.02);
  expect(populationStability(reference, observed)).toBeGreaterThan(0.2);
});

test("shares are compared exactly", () => {
  const share = (ones: number): Aggregate =>
    aggregate(Array.from({ length: 1_000 }, (_, index) => Number(index < ones)));
  expect(kolmogorovSmirnov(share(500), share(300))).toBeCloseTo(0.2, 9);
  const index = -0.2 * Math.log(0.3 / 0.5) + 0.2 * Math.log(0.7 / 0.5);
  expect(populationStability(share(500), share(300))).toBeCloseTo(index, 9);
});

test("both measures are zero of a distribution with itself, and never negative", () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(values, values, (one, other) => {
      const [reference, observed] = [aggregate(one), aggregate(other)];
      for (const measure of [populationStability, kolmogorovSmirnov]) {
        expect(Math.abs(measure(reference, reference))).toBeLessThan(1e-9);
        expect(measure(reference, observed)).toBeGreaterThan(-1e-9);
      }
      expect(kolmogorovSmirnov(reference, observed)).toBeLessThanOrEqual(1 + 1e-9);
    }),
    { numRuns: 60 },
  );
});
