import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChartAxis, ParallelChart } from "../../../../src/core/charts/chart.ts";
import {
  axisScale,
  linesWithin,
  nearestLine,
  parallelGeometry,
} from "../../../../src/core/charts/parallel-geometry.ts";
import { Stage, type VersionId } from "../../../../src/core/model/ids.ts";

const stage = Stage.parse("None");
const size = { width: 1000, height: 340 };

function chart(
  axes: readonly ChartAxis[],
  ...lines: readonly (readonly (number | undefined)[])[]
): ParallelChart {
  return {
    kind: "parallel",
    title: "",
    notes: [],
    axes: axes.map((axis) => ({ ...axis, id: `params.${axis.name}` })),
    lines: lines.map((values, index) => ({
      name: String(index + 1),
      version: `v${index}` as VersionId,
      mark: { stage, role: "start" },
      values,
    })),
  };
}

const value = (name: string): ChartAxis => ({ kind: "value", name });
const three = chart(
  [{ kind: "category", name: "booster", categories: ["dart", "gbtree"] }, value("auc")],
  [0, 0.9],
  [1, 0.95],
  [1, undefined],
);

test("lines are within all ranges; what is not recorded is in none", () => {
  const within = (ranges: Parameters<typeof linesWithin>[1]): unknown => {
    const lines = linesWithin(three, ranges);
    return lines && [...lines];
  };
  expect(within({})).toBeUndefined();
  expect(within({ "params.gone": { low: 1 } }), "of an axis that is not shown").toBeUndefined();
  expect(within({ "params.auc": { low: 0.9 } }), "ends are included").toEqual([0, 1]);
  expect(within({ "params.auc": { high: 0.94 } })).toEqual([0]);
  expect(within({ "params.auc": {} })).toEqual([0, 1]);
  expect(within({ "params.booster": { low: 1, high: 1 } })).toEqual([1, 2]);
  expect(within({ "params.booster": { low: 1 }, "params.auc": { high: 0.94 } })).toEqual([]);
});

test("an axis ends at round numbers around its values", () => {
  const scale = (...values: number[]): unknown =>
    axisScale(chart([value("a"), value("b")], ...values.map((each) => [each, 0])), 0, "value");
  expect(scale(0.9134, 0.9512)).toEqual({ min: 0.91, max: 0.96, interval: 0.01 });
  expect(scale(3, 7)).toEqual({ min: 3, max: 7, interval: 1 });
  expect(scale(0.5, 0.5)).toMatchObject({ min: 0.45, max: 0.55 });
  expect(scale()).toMatchObject({ min: 0, max: 1 });
  expect(axisScale(chart([value("lr")], [0.0002], [0.3]), 0, "log")).toEqual({
    min: 0.0001,
    max: 1,
  });
});

test("every value is on its axis, and a range drawn around it holds it, whatever its size", () => {
  const number = fc
    .double({ noNaN: true, min: -1e300, max: 1e300 })
    .filter((each) => each === 0 || Math.abs(each) > 1e-290);
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (values) => {
      const drawn = chart([value("a"), value("b")], ...values.map((each) => [each, 0]));
      const { axes, top, bottom } = parallelGeometry(drawn, size);
      for (const each of values) {
        const place = axes[0]!.place(each);
        expect(place).toBeGreaterThanOrEqual(top - 1);
        expect(place).toBeLessThanOrEqual(bottom + 1);
        const { low = -Infinity, high = Infinity } = axes[0]!.between(place - 2, place + 2);
        expect(low).toBeLessThanOrEqual(each);
        expect(high).toBeGreaterThanOrEqual(each);
      }
    }),
  );
});

test("a range that is drawn past the end of its axis has no end there", () => {
  const { axes, top, bottom } = parallelGeometry(three, size);
  const middle = axes[1]!.place(0.92);
  expect(axes[1]!.between(top - 5, middle)).toEqual({ low: 0.92, high: undefined });
  expect(axes[1]!.between(middle, bottom)).toEqual({ low: undefined, high: 0.92 });
});

test("a range between two categories is empty, and one over a category's middle holds it", () => {
  const [axis] = parallelGeometry(three, size).axes;
  const at = axis!.place(1);
  expect(axis!.between(at - 3, at + 3)).toEqual({ low: 1, high: 1 });
  const { low = 0, high = 0 } = axis!.between(at + 5, at + 10);
  expect(low).toBeGreaterThan(high);
});

test("the pointer means the line that is nearest, between the axes too", () => {
  const geometry = parallelGeometry(three, size);
  const [left, right] = geometry.axes;
  const between = (left!.left + right!.left) / 2;
  const height = (left!.place(1) + right!.place(0.95)) / 2;
  expect(nearestLine(three, geometry, between + 1, height + 2)).toEqual({ series: 1, index: 1 });
  expect(nearestLine(three, geometry, left!.left, left!.place(0) - 1)).toEqual({
    series: 0,
    index: 0,
  });
  expect(nearestLine(three, geometry, between, geometry.top - 60)).toBeUndefined();
});
