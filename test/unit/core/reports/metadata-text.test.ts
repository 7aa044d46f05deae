import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  benchmarkText,
  declaredFacts,
  formatDuration,
  importantFirst,
} from "../../../../src/core/reports/metadata-text.ts";

describe("a duration", () => {
  test.each([
    [0, "0 s"],
    [0.26, "0.3 s"],
    [9.96, "10 s"],
    [59.6, "1 min"],
    [60, "1 min"],
    [3599, "59 min 59 s"],
    [3600, "1 h"],
    [7500, "2 h 5 min"],
    [90_000, "1 d 1 h"],
    [86_400 * 400, "400 d"],
  ])("of %d seconds is %j", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("is never empty, and within a part in twenty of what it says", () => {
    const unit = { d: 86_400, h: 3600, min: 60, s: 1 };
    fc.assert(
      fc.property(fc.double({ min: 10, max: 1e8, noNaN: true }), (seconds) => {
        const words = formatDuration(seconds).split(" ");
        let said = 0;
        for (let place = 0; place < words.length; place += 2) {
          said += Number(words[place]) * unit[words[place + 1] as keyof typeof unit];
        }
        expect(Math.abs(said - seconds) / seconds).toBeLessThanOrEqual(0.05);
      }),
    );
  });
});

test("what the files do not say, or say otherwise, is declared", () => {
  const metadata = {
    source: "x",
    framework: "sklearn",
    frameworkVersion: "1.9",
    task: "regression",
  };
  const description = { format: "pickle", verdict: "needs-code", findings: [] } as const;
  expect(declaredFacts(metadata, { ...description, task: "classification" })).toEqual([
    ["Framework", "sklearn 1.9"],
    ["Task", "regression (the file says classification)"],
  ]);
  const read = { ...description, framework: "scikit-learn", parameterCount: 12 };
  expect(declaredFacts({ ...metadata, parameterCount: 1200 }, read)).toEqual([
    ["Framework", "sklearn 1.9"],
    ["Task", "regression"],
    ["Parameters", "1,200 (the file says 12)"],
  ]);
  const newer = { ...read, frameworkVersion: "1.2", task: "Regression" };
  expect(declaredFacts(metadata, newer)).toEqual([
    ["Framework", "sklearn 1.9 (the file says scikit-learn 1.2)"],
  ]);
  expect(declaredFacts(metadata, { ...newer, frameworkVersion: "1.9" })).toEqual([]);
  expect(declaredFacts({ source: "x", parameterCount: 0 }, undefined)).toEqual([
    ["Parameters", "0"],
  ]);
});

test("features are in the order of what they count for, in either direction", () => {
  expect(importantFirst({ a: 0.1, b: -0.5, c: 0.1, d: 0.4 }).map(([name]) => name)).toEqual([
    ...["b", "d", "a", "c"],
  ]);
});

test("a benchmark says of what it is and where it was measured", () => {
  expect(benchmarkText({ name: "p95", value: 12, unit: "ms", on: "Pi 5" })).toBe("12 ms on Pi 5");
  expect(benchmarkText({ name: "score", value: 0.5 })).toBe("0.5");
});
