import { expect, test } from "vitest";
import type { PointChart } from "../../../src/core/charts/chart.ts";
import { nearestValue, placeValues } from "../../../webview/ui/chart-geometry.ts";
import { moveInChart } from "../../../webview/ui/chart-keys.ts";

test("arrow keys go through a chart, stop at its ends and leave out empty series", () => {
  const counts = [3, 0, 2];
  expect(moveInChart(counts, undefined, "ArrowRight")).toEqual({ series: 0, index: 0 });
  expect(moveInChart(counts, undefined, "End")).toEqual({ series: 0, index: 2 });
  expect(moveInChart(counts, { series: 0, index: 2 }, "ArrowRight")).toEqual({
    series: 0,
    index: 2,
  });
  expect(moveInChart(counts, { series: 0, index: 2 }, "ArrowDown")).toEqual({
    series: 2,
    index: 1,
  });
  expect(moveInChart(counts, { series: 2, index: 1 }, "ArrowUp")).toEqual({ series: 0, index: 1 });
  expect(moveInChart(counts, { series: 0, index: 1 }, "Home")).toEqual({ series: 0, index: 0 });
  expect(moveInChart(counts, { series: 0, index: 0 }, "a")).toBeUndefined();
  expect(moveInChart([], undefined, "ArrowRight")).toBeUndefined();
});

function chart(kind: PointChart["kind"], ...series: (readonly [number, number])[][]): PointChart {
  return {
    kind,
    title: "",
    notes: [],
    x: { kind: kind === "scatter" ? "log" : "category", name: "x", categories: ["a", "b"] },
    y: { kind: "value", name: "y" },
    series: series.map((points, index) => ({
      name: String(index),
      points: points.map(([x, y]) => ({ x, y })),
    })),
  } as unknown as PointChart;
}

test("a value is found where it is drawn", () => {
  const pixels = (axis: "x" | "y", value: number): number =>
    axis === "x" ? 100 + 200 * value : 300 - 100 * value;
  const line = placeValues(
    chart("line", [
      [0, 1],
      [1, 2],
    ]),
    pixels,
  );
  expect(line).toMatchObject([
    { left: 100, top: 200 },
    { left: 300, top: 100 },
  ]);
  expect(nearestValue("line", line, 260, 0)).toMatchObject({ index: 1 });

  const bars = placeValues(chart("bars", [[0, 1]], [[0, 2]]), pixels);
  expect(bars[0]?.left).toBeLessThan(100);
  expect(bars[1]?.left).toBeGreaterThan(100);
  expect(nearestValue("bars", bars, 110, 290)).toMatchObject({ series: 1 });

  const log = (axis: "x" | "y", value: number): number =>
    axis === "x" ? 100 * Math.log10(value) : value;
  const scatter = placeValues(chart("scatter", [[1000, 5]]), log);
  expect(scatter[0]?.left).toBeCloseTo(300);
  expect(nearestValue("scatter", scatter, 310, 5)).toMatchObject({ index: 0 });
  expect(nearestValue("scatter", scatter, 100, 5)).toBeUndefined();
});
