import * as l10n from "@vscode/l10n";
import { axisText } from "./chart-numbers.ts";
import { seriesTitle, versionNamed } from "./chart-version.ts";
import type { Chart, ChartAxis, ParallelChart, PointChart, StageMark } from "./chart.ts";

/** A value of a chart as it is read out: what the keyboard and the pointer reach. */
export interface ChartReading {
  /** Index of the series or, in parallel coordinates, of the line. */
  readonly series: number;
  /** Index in the series or, in parallel coordinates, of the axis. */
  readonly index: number;
  /** Name and value of each axis: `["Version", "5"], ["test.auc", "0.941"]`. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Name of the series; absent where there is only one. */
  readonly seriesName?: string;
  readonly mark: StageMark;
}

/** Returns the number of values of each series: what arrow keys move through. */
export function readingCounts(chart: Chart): readonly number[] {
  return chart.kind === "parallel"
    ? chart.lines.map(() => chart.axes.length)
    : chart.series.map(({ points }) => points.length);
}

/** Returns one value of a chart; undefined if there is none at that place. */
export function chartReading(
  chart: Chart,
  series: number,
  index: number,
): ChartReading | undefined {
  return chart.kind === "parallel"
    ? parallelReading(chart, series, index)
    : pointReading(chart, series, index);
}

function pointReading(chart: PointChart, series: number, index: number): ChartReading | undefined {
  const of = chart.series[series];
  const point = of?.points[index];
  if (!of || !point) return undefined;
  const name = chart.series.length > 1 ? of.name : undefined;
  return {
    series,
    index,
    facts: [
      ...(chart.kind === "scatter" ? [[l10n.t("Version"), point.name] as const] : []),
      fact(chart.x, point.x),
      fact(chart.y, point.y),
    ],
    ...(name !== undefined && { seriesName: seriesTitle(chart, name) }),
    mark: point.mark,
  };
}

function parallelReading(
  { axes, lines }: ParallelChart,
  series: number,
  index: number,
): ChartReading | undefined {
  const [line, axis] = [lines[series], axes[index]];
  if (!line || !axis) return undefined;
  const value = line.values[index];
  return {
    series,
    index,
    facts: [value === undefined ? [axis.name, l10n.t("not recorded")] : fact(axis, value)],
    seriesName: versionNamed(line.name),
    mark: line.mark,
  };
}

/** Returns all values of a line of parallel coordinates, as they are shown beside it. */
export function lineReading(chart: ParallelChart, line: number): ChartReading | undefined {
  const readings = chart.axes.flatMap((_, index) => parallelReading(chart, line, index) ?? []);
  const [first] = readings;
  return first && { ...first, facts: readings.flatMap(({ facts }) => facts) };
}

function fact(axis: ChartAxis, value: number): readonly [string, string] {
  return [axis.name, axisText(axis, value)];
}

/** Returns a reading as a sentence for screen readers: `Version 5, test.auc 0.941, Production`. */
export function readingText({ seriesName, facts, mark }: ChartReading): string {
  return [
    ...(seriesName === undefined ? [] : [seriesName]),
    ...facts.map(([name, value]) => `${name} ${value}`),
    mark.stage,
  ].join(", ");
}

/** Returns what a chart shows in one sentence, which names it to screen readers. */
export function chartSummary(chart: Chart): string {
  const counts = readingCounts(chart);
  const values = counts.reduce((sum, each) => sum + each, 0);
  const size =
    counts.length > 1
      ? chart.kind === "parallel"
        ? l10n.t("{0} versions", counts.length)
        : l10n.t("{0} series", counts.length)
      : values === 1
        ? l10n.t("1 value")
        : l10n.t("{0} values", values);
  return [kindAndTitle(chart), size, ...chart.notes].join(". ");
}

function kindAndTitle({ kind, title }: Chart): string {
  switch (kind) {
    case "line":
    case "history":
      return l10n.t("Line chart: {0}", title);
    case "bars":
      return l10n.t("Bar chart: {0}", title);
    case "scatter":
      return l10n.t("Scatter plot: {0}", title);
    case "parallel":
      return l10n.t("Parallel coordinates: {0}", title);
  }
}
