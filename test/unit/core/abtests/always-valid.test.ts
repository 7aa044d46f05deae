import { expect, test } from "vitest";
import { sampleSize, sequentialResult } from "../../../../src/core/abtests/always-valid.ts";

/** Mulberry32, so that a simulation is the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function gaussian(next: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

interface Simulation {
  readonly share: number;
  /** True difference between the shares. */
  readonly effect: number;
  /** The smallest effect of interest. */
  readonly scale: number;
  readonly perDay: number;
  readonly days: number;
}

/**
 * Runs tests whose truth is known, and returns the part of them that is significant at one of the
 * daily looks. The number of ones of a day is drawn from the normal approximation of the binomial.
 */
function significant(tests: number, seed: number, simulation: Simulation): number {
  const { share, effect, scale, perDay, days } = simulation;
  const draw = gaussian(random(seed));
  const ones = (p: number): number => {
    const count = Math.round(perDay * p + Math.sqrt(perDay * p * (1 - p)) * draw());
    return Math.min(perDay, Math.max(0, count));
  };
  let found = 0;
  for (let index = 0; index < tests; index += 1) {
    let [a, b] = [0, 0];
    for (let day = 1; day <= days; day += 1) {
      a += ones(share);
      b += ones(share + effect);
      const count = day * perDay;
      const [first, second] = [a / count, b / count];
      const variance = (first * (1 - first) + second * (1 - second)) / count;
      if (sequentialResult(second - first, variance, scale, 0.05).p > 0.05) continue;
      found += 1;
      break;
    }
  }
  return found / tests;
}

test("daily looks at 10,000 A/A tests find a difference no more often than the level says", () => {
  for (const [seed, scale] of [
    [1, 0.02],
    [2, 0.005],
  ] as const) {
    const rate = significant(10_000, seed, {
      share: 0.1,
      effect: 0,
      scale,
      perDay: 400,
      days: 60,
    });
    // Three standard errors of 10,000 tests above the level.
    expect(rate).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 10_000));
    expect(rate).toBeGreaterThan(0.005);
  }
});

test("the number of requests that is asked for has the power that was asked for", () => {
  const [share, effect] = [0.1, 0.02];
  const variances = [share * (1 - share), (share + effect) * (1 - share - effect)] as const;
  for (const power of [0.8, 0.9]) {
    const total = sampleSize({ variances, shares: [0.5, 0.5], effect, level: 0.05, power });
    const days = 25;
    const perDay = Math.ceil(total / 2 / days);
    const rate = significant(4_000, 7, { share, effect, scale: effect, perDay, days });
    expect(rate).toBeGreaterThan(power - 0.02);
    expect(rate).toBeLessThan(power + 0.1);
  }
});

test("p and interval agree, and look alike in any unit", () => {
  for (const difference of [0, 0.5, 1, 2, 5]) {
    for (const variance of [0.01, 0.2, 1]) {
      const found = sequentialResult(difference, variance, 1, 0.05);
      expect(found.p <= 0.05).toBe(found.low >= 0);
      const inThousandths = sequentialResult(difference * 1e3, variance * 1e6, 1e3, 0.05);
      expect(inThousandths.p).toBeCloseTo(found.p, 12);
    }
  }
});
