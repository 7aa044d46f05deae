import { expect, test } from "vitest";
import { untakenPoints } from "../../../../src/core/runs/written-points.ts";

test("the last value of a file that is being written is taken when two looks find it the same", () => {
  const half = [
    [0, 0.9],
    [1, 0.3],
  ] as const;
  const whole = [
    [0, 0.9],
    [1, 0.35],
  ] as const;
  expect(untakenPoints({ steps: new Set() }, half, false)).toEqual([[0, 0.9]]);
  const afterOne = { steps: new Set([0]), last: half[1] };
  expect(untakenPoints(afterOne, whole, false)).toEqual([]);
  expect(untakenPoints({ steps: new Set([0]), last: whole[1] }, whole, false)).toEqual([[1, 0.35]]);
});

test("all values are taken at the end, each once", () => {
  const points = [
    [0, 0.9],
    [1, 0.4],
    [2, 0.3],
  ] as const;
  expect(untakenPoints({ steps: new Set([0, 1]) }, points, true)).toEqual([[2, 0.3]]);
  expect(untakenPoints({ steps: new Set([0, 1, 2]), last: points[2] }, points, true)).toEqual([]);
});
