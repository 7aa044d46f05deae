import type { ChartAxis, PointChart } from "../../src/core/charts/chart.ts";
import { barOffset } from "../../src/core/charts/series-option.ts";

/** Place of a value on the page, in pixels from the corner of its chart. */
export interface PlacedValue {
  readonly series: number;
  readonly index: number;
  readonly left: number;
  readonly top: number;
}

/** Returns the pixel of a value on an axis; NaN if there is none. */
export type AxisPixels = (axis: "x" | "y", value: number) => number;

/** The pointer reads the nearest point of a scatter plot up to this distance, in pixels. */
const reach = 40;

/** Returns where the values of a chart are drawn. */
export function placeValues(chart: PointChart, pixels: AxisPixels): readonly PlacedValue[] {
  const left = scale(chart.x, (value) => pixels("x", value));
  const top = scale(chart.y, (value) => pixels("y", value));
  const group = Math.abs(left(1) - left(0));
  const bars = chart.kind === "bars" ? chart.series.length : 1;
  return chart.series.flatMap(({ points }, series) =>
    points.map(({ x, y }, index) => ({
      series,
      index,
      left: left(x) + (bars > 1 ? barOffset(series, bars, group) : 0),
      top: top(y),
    })),
  );
}

/** An axis is asked for two values only: all others lie on a line with them. */
function scale(axis: ChartAxis, pixel: (value: number) => number): (value: number) => number {
  const isLog = axis.kind === "log";
  const [low, high] = isLog ? [1, 10] : [0, 1];
  const [from, to] = [pixel(low), pixel(high)];
  return (value) => from + (to - from) * (isLog ? Math.log10(value) : value);
}

/** Returns the value that a pointer means: the nearest by x on lines and bars, else by distance. */
export function nearestValue(
  kind: PointChart["kind"],
  placed: readonly PlacedValue[],
  left: number,
  top: number,
): PlacedValue | undefined {
  let nearest: PlacedValue | undefined;
  let least = Infinity;
  for (const each of placed) {
    const [x, y] = [Math.abs(each.left - left), Math.abs(each.top - top)];
    // Of values above each other the one that is nearest in height.
    const distance = kind === "scatter" ? Math.hypot(x, y) : x + y * 0.001;
    if (distance < least) [nearest, least] = [each, distance];
  }
  return kind === "scatter" && least > reach ? undefined : nearest;
}
