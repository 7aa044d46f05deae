import { describe, expect, test } from "vitest";
import { abResults } from "../../../../src/core/abtests/ab-results.ts";
import { abSummary, rangeText } from "../../../../src/core/abtests/ab-summary.ts";
import type { AbTest } from "../../../../src/core/abtests/ab-test.ts";
import { AbTestName, type AbTestCreated } from "../../../../src/core/events/abtest-events.ts";
import { EventId, ModelName, VersionId } from "../../../../src/core/model/ids.ts";
import { ObservationTable } from "../../../../src/core/observations/observation-table.ts";

const id = EventId.parse("01K9ZZZZZZZZZZZZZZZZZZZZZZ");
const versions = [
  "01K9ZZZZZZZZZZZZZZZZZZZZZA",
  "01K9ZZZZZZZZZZZZZZZZZZZZZB",
  "01K9ZZZZZZZZZZZZZZZZZZZZZC",
].map((text) => VersionId.parse(text));
const begin = Date.UTC(2026, 2, 1);
const hour = 3_600_000;

function abTest(change: Partial<AbTestCreated["data"]> = {}, count = 2): AbTest {
  const name = AbTestName.parse("checkout");
  const shares = change.shares ?? [5000, 5000];
  return {
    id,
    name,
    definition: {
      name,
      variants: versions
        .slice(0, count)
        .map((version) => ({ model: ModelName.parse("fraud"), version })),
      shares,
      mode: "split",
      metric: { key: "conversion", better: "higher" },
      guardrails: [{ key: "latency_ms", better: "lower" }],
      level: 0.05,
      power: 0.8,
      effect: 0.2,
      ...change,
    },
    splits: [{ since: begin, shares }],
    conclusion: undefined,
  };
}

interface Given {
  /** Observations of each variant in an hour. */
  readonly counts: readonly number[];
  readonly shares: readonly number[];
  readonly latencies?: readonly number[];
  /** Hours after the begin. */
  readonly at?: number;
}

function observed(...all: readonly Given[]): ReturnType<ObservationTable["rows"]> {
  const table = new ObservationTable("hour");
  for (const { counts, shares, latencies = [], at = 0 } of all) {
    for (const [variant, count] of counts.entries()) {
      const version = versions[variant]!;
      for (let index = 0; index < count; index += 1) {
        const conversion = Number(index < count * (shares[variant] ?? 0));
        const latency_ms = (latencies[variant] ?? 20) + (index % 7);
        table.add({
          at: begin + at * hour,
          version,
          test: id,
          metrics: { conversion, latency_ms },
        });
      }
    }
  }
  return table.rows();
}

const titles = ["fraud 4", "fraud 5", "fraud 6"];
const summary = (test: AbTest, ...all: readonly Given[]): string =>
  abSummary(abResults(test, observed(...all), begin + 24 * hour), titles, (at) =>
    new Date(at).toISOString().slice(0, 10),
  );

test("an end that no date can tell is none", () => {
  const few = observed({ counts: [1000, 1000], shares: [0.1, 0.1] });
  const results = abResults(abTest({ effect: 1e-9 }), few, begin + 24 * hour);
  expect(results.needed).toBeGreaterThan(1e12);
  expect(results.expectedEnd).toBeUndefined();
});

describe("the state of a test in one sentence", () => {
  test.each([
    ["nothing", [], "Nothing was observed yet."],
    [
      "too few",
      [{ counts: [50, 50], shares: [0.1, 0.1] }],
      "100 values of conversion: too few to say more.",
    ],
    [
      "no difference yet",
      [{ counts: [1000, 1000], shares: [0.1, 0.1] }],
      /^2,000 of about [\d,]+ values, and no difference so far\. Keep going until about 2026-03-\d\d\.$/,
    ],
    [
      "better",
      [{ counts: [5000, 5000], shares: [0.1, 0.15] }],
      /^fraud 5 is better: conversion is [\d.]+ to [\d.]+ points higher\.$/,
    ],
    [
      "worse",
      [{ counts: [5000, 5000], shares: [0.15, 0.1] }],
      "fraud 4 is better than all others.",
    ],
    [
      "harmful",
      [{ counts: [5000, 5000], shares: [0.1, 0.15], latencies: [20, 30] }],
      "fraud 5 is worse than fraud 4 in latency_ms: stop the test.",
    ],
    ["broken", [{ counts: [5000, 4000], shares: [0.1, 0.15] }], /^Requests were not split/],
    [
      "none in the end",
      [{ counts: [40_000, 40_000], shares: [0.1, 0.1] }],
      "No difference was found with as many values as were planned.",
    ],
  ] as const)("%s", (_, given, expected) => {
    expect(summary(abTest(), ...given)).toMatch(expected);
  });
});

test("an interval is said with two digits, in points for shares", () => {
  expect(rangeText({ low: 0.0123, high: 0.0341 }, { kind: "share" })).toBe(
    "1.2 to 3.4 points higher",
  );
  expect(rangeText({ low: -0.47, high: -0.021 }, { kind: "mean" })).toBe("0.021 to 0.47 lower");
});

test("of several versions the best one wins, at a stricter level", () => {
  const test = abTest({ shares: [3334, 3333, 3333] }, 3);
  const given = observed({ counts: [5000, 5000, 5000], shares: [0.1, 0.15, 0.2] });
  const { state, main } = abResults(test, given, begin + hour);
  expect(state).toEqual({ kind: "better", variant: 2 });
  const [pair] = abResults(
    abTest(),
    observed({ counts: [5000, 5000], shares: [0.1, 0.15] }),
    begin + hour,
  ).main.comparisons;
  const [first] = main.comparisons;
  expect(first!.high - first!.low).toBeGreaterThan(pair!.high - pair!.low);
});

test("a better day with more requests for one version is no better version", () => {
  const first = abTest({ shares: [9000, 1000] });
  const test: AbTest = {
    ...first,
    splits: [
      ...first.splits.slice(0, 1),
      { since: begin + 10 * hour, shares: [1000, 9000] },
    ] as never,
  };
  const given = observed(
    { counts: [9000, 1000], shares: [0.1, 0.1], at: 1 },
    { counts: [1000, 9000], shares: [0.3, 0.3], at: 11 },
  );
  const { state, main, splitP } = abResults(test, given, begin + 24 * hour);
  expect(main.comparisons[0]?.difference).toBeCloseTo(0, 6);
  expect(state.kind).not.toBe("better");
  expect(splitP).toBeGreaterThan(0.9);
});

test("in a shadow test no split is expected", () => {
  const test = abTest({ mode: "shadow" });
  const given = observed({ counts: [1000, 3000], shares: [0.1, 0.1] });
  expect(abResults(test, given, begin + hour).splitP).toBeUndefined();
});

test("a quantile is compared where the test asks for one", () => {
  const metric = { key: "latency_ms", better: "lower", quantile: 0.95 } as const;
  const test = abTest({ metric, guardrails: [] });
  const given = observed({ counts: [5000, 5000], shares: [0, 0], latencies: [40, 20] });
  const { state, main } = abResults(test, given, begin + hour);
  expect(main.kind).toBe("quantile");
  expect(main.comparisons[0]?.difference).toBeCloseTo(-20, 0);
  expect(state).toEqual({ kind: "better", variant: 1 });
});
