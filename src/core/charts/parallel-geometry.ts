import { extent } from "./chart-numbers.ts";
import type { ChartAxis, ParallelChart } from "./chart.ts";

/** Up to this number of lines each has its own colour, and a legend names them. */
export const mostColoured = 14;

/** Room around the axes, in pixels. */
export function parallelMargins(lines: number): {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
} {
  return { left: 60, right: 70, top: lines <= mostColoured ? 70 : 44, bottom: 24 };
}

/** Part of an axis, its ends included; an end that is absent is open. Categories are indexes. */
export interface AxisRange {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Ranges that lines must go through, by the id of the axis. */
export type AxisRanges = Readonly<Record<string, AxisRange>>;

/** Returns the indexes of the lines that go through all ranges; undefined if there are none. */
export function linesWithin(
  { axes, lines }: ParallelChart,
  ranges: AxisRanges,
): ReadonlySet<number> | undefined {
  const limited = axes.flatMap(({ id }, index) => {
    const range = Object.hasOwn(ranges, id) ? ranges[id] : undefined;
    return range ? [{ index, range }] : [];
  });
  if (limited.length === 0) return undefined;
  const within = lines.flatMap(({ values }, line) =>
    limited.every(({ index, range }) => isWithin(values[index], range)) ? [line] : [],
  );
  return new Set(within);
}

/** Tests a value against a range; one that is not recorded is in none. */
function isWithin(
  value: number | undefined,
  { low = -Infinity, high = Infinity }: AxisRange,
): boolean {
  return value !== undefined && value >= low && value <= high;
}

/** Ends of an axis, and the distance of its labels; a label at each power of ten if absent. */
export interface AxisScale {
  readonly min: number;
  readonly max: number;
  readonly interval?: number;
}

/** About so many labels stand at an axis. */
const labels = 5;

/** Returns the ends of an axis of numbers: round ones, around all values that lines have there. */
export function axisScale(
  { lines }: ParallelChart,
  index: number,
  kind: "value" | "log",
): AxisScale {
  const [low, high] = extent(lines.flatMap(({ values }) => values[index] ?? []));
  if (low > high) return { min: 0, max: 1, interval: 1 };
  if (kind === "log") {
    return { min: 10 ** Math.floor(Math.log10(low)), max: 10 ** Math.ceil(Math.log10(high)) };
  }
  return low === high ? roundScale(low - around(low), low + around(low)) : roundScale(low, high);
}

/** Half of an axis on which all values are the same. */
function around(value: number): number {
  return value === 0 ? 1 : Math.abs(value) / 10;
}

function roundScale(low: number, high: number): AxisScale {
  const rough = high / labels - low / labels;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  const round = (steps: number): number => Number((steps * interval).toPrecision(12));
  const [min, max] = [round(Math.floor(low / interval)), round(Math.ceil(high / interval))];
  // Of values that differ in their last digits only, rounding leaves nothing.
  const isAround = min <= low && max >= high && min < max && Number.isFinite(max / 2 - min / 2);
  return isAround ? { min, max, interval } : { min: low, max: high };
}

/** An axis where it is drawn. */
export interface PlacedAxis {
  /** Pixels from the left side of the chart. */
  readonly left: number;
  /** Returns the pixels of a value from the top of the chart. */
  readonly place: (value: number) => number;
  /**
   * Returns the values between two places, rounded to what can be seen; categories as indexes.
   * Beyond the end of the axis there is no limit.
   */
  readonly between: (top: number, bottom: number) => AxisRange;
}

/** The axes of a chart in pixels. */
export interface ParallelGeometry {
  readonly top: number;
  readonly bottom: number;
  readonly axes: readonly PlacedAxis[];
}

/** Returns where ECharts draws the axes of a chart of this size, in pixels. */
export function parallelGeometry(
  chart: ParallelChart,
  { width, height }: { readonly width: number; readonly height: number },
): ParallelGeometry {
  const margins = parallelMargins(chart.lines.length);
  const [top, bottom] = [margins.top, height - margins.bottom];
  const step = (width - margins.left - margins.right) / Math.max(1, chart.axes.length - 1);
  return {
    top,
    bottom,
    axes: chart.axes.map((axis, index) => ({
      left: margins.left + index * step,
      ...placesOf(axis, chart, index, { top, bottom }),
    })),
  };
}

function placesOf(
  axis: ChartAxis,
  chart: ParallelChart,
  index: number,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): Pick<PlacedAxis, "place" | "between"> {
  const share = (place: number): number =>
    Math.min(1, Math.max(0, (bottom - place) / (bottom - top)));
  const pixels = (part: number): number => bottom - part * (bottom - top);
  if (axis.kind === "category") {
    const count = axis.categories.length;
    return {
      // A category has a band, and stands in its middle.
      place: (value) => pixels((value + 0.5) / count),
      between: (upper, lower) => ({
        low: Math.ceil(share(lower) * count - 0.5),
        high: Math.floor(share(upper) * count - 0.5),
      }),
    };
  }
  const isLog = axis.kind === "log";
  const { min, max } = axisScale(chart, index, axis.kind);
  const [from, to] = isLog ? [Math.log10(min), Math.log10(max)] : [min, max];
  // Halves, as the difference of two large numbers may be too large for one.
  const half = to / 2 - from / 2;
  const valueAt = (place: number): number => {
    const part = share(place);
    const value = from * (1 - part) + to * part;
    return isLog ? Number((10 ** value).toPrecision(3)) : roundTo(value, half / 250);
  };
  return {
    place: (value) => pixels(((isLog ? Math.log10(value) : value) / 2 - from / 2) / half),
    between: (upper, lower) => ({
      low: lower < bottom ? valueAt(lower) : undefined,
      high: upper > top ? valueAt(upper) : undefined,
    }),
  };
}

/** Rounds a value to the power of ten below a step. */
function roundTo(value: number, step: number): number {
  const decimals = Math.ceil(-Math.log10(step));
  return decimals > 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value;
}

/** The pointer means a line up to this distance, in pixels. */
const reach = 16;

/** Returns the line, and the nearest of its axes, that a place in a chart means. */
export function nearestLine(
  { lines }: ParallelChart,
  { axes }: ParallelGeometry,
  left: number,
  top: number,
): { readonly series: number; readonly index: number } | undefined {
  const right = axes.findIndex((axis) => axis.left >= left);
  const next = right < 0 ? axes.length - 1 : Math.max(1, right);
  const [from, to] = [axes[next - 1], axes[next]];
  if (!from || !to) return undefined;
  const share = Math.min(1, Math.max(0, (left - from.left) / (to.left - from.left)));
  let [nearest, least] = [-1, reach];
  for (const [line, { values }] of lines.entries()) {
    const [a, b] = [values[next - 1], values[next]];
    // A line that begins or ends at a missing value is there at its axis only.
    const start = a === undefined ? undefined : from.place(a);
    const end = b === undefined ? undefined : to.place(b);
    const at =
      start !== undefined && end !== undefined
        ? start + share * (end - start)
        : share < 0.1
          ? start
          : share > 0.9
            ? end
            : undefined;
    const distance = at === undefined ? Infinity : Math.abs(at - top);
    if (distance < least) [nearest, least] = [line, distance];
  }
  return nearest < 0 ? undefined : { series: nearest, index: share < 0.5 ? next - 1 : next };
}
