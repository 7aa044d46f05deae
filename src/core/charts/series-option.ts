import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts";
import { axisText } from "./chart-numbers.ts";
import { roleSymbols, type ChartTheme } from "./chart-theme.ts";
import { seriesTitle, versionNamed } from "./chart-version.ts";
import type { ChartPoint, ChartSeries, PointChart, StageMark } from "./chart.ts";

/** From this number of values on, only those of marked stages have a symbol. */
export const denseFrom = 200;

/** Values of bars are written on them up to this number. */
const labelled = { versions: 24, groups: 9 };

/** Widths of bars: in pixels, of the gap between bars, and of that between groups. */
const barLayout = { barMaxWidth: 48, barGap: "10%", barCategoryGap: "30%" };

const dashes = ["solid", "dashed", "dotted"] as const;
const symbols = ["circle", "rect", "triangle", "diamond"] as const;

type SeriesOption = BarSeriesOption | LineSeriesOption | ScatterSeriesOption;

interface SeriesOptions {
  readonly series: readonly SeriesOption[];
  /** Names that the legend explains. */
  readonly legend: readonly string[];
}

/** Returns how ECharts draws the series of a chart with two axes. */
export function seriesOption(chart: PointChart, theme: ChartTheme): SeriesOptions {
  switch (chart.kind) {
    case "line":
      return withStages(chart, theme, lineOf(chart, theme));
    case "scatter":
      return withStages(chart, theme, []);
    case "history":
      return {
        series: chart.series.map((each, index) => ({
          ...historyLine(seriesTitle(chart, each.name), each, index, theme),
          ...(index === 0 && momentLines(chart, theme)),
        })),
        legend: chart.series.map(({ name }) => seriesTitle(chart, name)),
      };
    case "bars":
      return bars(chart, theme);
  }
}

function lineOf({ series, x }: PointChart, theme: ChartTheme): readonly LineSeriesOption[] {
  return series.map(({ points }, index) => ({
    type: "line",
    // Not named: the legend explains the stages.
    data: x.kind === "category" ? withGaps(points, x.categories.length) : pairs(points),
    showSymbol: false,
    silent: true,
    ...(points.length > denseFrom && { sampling: "lttb", connectNulls: true }),
    lineStyle: { color: paletteColor(theme, index), width: 1.5 },
    itemStyle: { color: paletteColor(theme, index) },
    emphasis: { disabled: true },
    z: 2,
  }));
}

/** A line has a gap where a value is missing. */
function withGaps(points: readonly ChartPoint[], length: number): (number | null)[] {
  const values: (number | null)[] = Array.from({ length }, () => null);
  for (const { x, y } of points) values[x] = y;
  return values;
}

function pairs(points: readonly ChartPoint[]): [number, number][] {
  return points.map(({ x, y }) => [x, y]);
}

/** Adds the points, a series for each stage, so that the legend explains their symbols. */
function withStages(
  { series, kind }: PointChart,
  theme: ChartTheme,
  lines: readonly SeriesOption[],
): SeriesOptions {
  const stages = new Map<string, { readonly mark: StageMark; readonly points: ChartPoint[] }>();
  const points = series.flatMap((each) => each.points);
  for (const point of points) {
    const { mark } = point;
    if (kind === "line" && points.length > denseFrom && !isRemarkable(mark)) continue;
    const known = stages.get(mark.stage);
    if (known) known.points.push(point);
    else stages.set(mark.stage, { mark, points: [point] });
  }
  const marks = [...stages.values()].map(
    ({ mark: { stage, role }, points: of }): ScatterSeriesOption => ({
      type: "scatter",
      name: stage,
      data: pairs(of),
      symbol: roleSymbols[role],
      symbolSize: role === "production" ? 15 : role === "start" ? 6 : 9,
      itemStyle: {
        color: role === "archive" ? theme.background : theme.roles[role],
        opacity: 1,
        ...(role === "archive" && { borderColor: theme.roles[role], borderWidth: 1.5 }),
      },
      emphasis: { disabled: true },
      z: role === "production" ? 4 : 3,
    }),
  );
  return { series: [...lines, ...marks], legend: [...stages.keys()] };
}

function isRemarkable({ role }: StageMark): boolean {
  return role === "production" || role === "trial";
}

/** Returns the lines that mark what happened meanwhile; all of them belong to one series. */
function momentLines({ moments = [] }: PointChart, theme: ChartTheme): Partial<LineSeriesOption> {
  if (moments.length === 0) return {};
  return {
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: theme.foreground, type: "dashed", width: 1 },
      label: { color: theme.foreground, position: "insideEndTop" },
      data: moments.map(({ x, text }) => ({ xAxis: x, name: text, label: { formatter: text } })),
    },
  };
}

function historyLine(
  title: string,
  { points }: ChartSeries,
  index: number,
  theme: ChartTheme,
): LineSeriesOption {
  return {
    type: "line",
    name: title,
    data: pairs(points),
    showSymbol: points.length <= denseFrom / 4,
    symbol: symbols[index % symbols.length] ?? "circle",
    symbolSize: 5,
    ...(points.length > denseFrom && { sampling: "lttb" }),
    lineStyle: {
      color: paletteColor(theme, index),
      width: 1.5,
      type: dashes[Math.floor(index / theme.palette.length) % dashes.length] ?? "solid",
    },
    itemStyle: { color: paletteColor(theme, index) },
    emphasis: { disabled: true },
  };
}

function bars({ series, x, y }: PointChart, theme: ChartTheme): SeriesOptions {
  const length = x.kind === "category" ? x.categories.length : 0;
  const isOne = series.length === 1;
  const count = series.reduce((sum, { points }) => sum + points.length, 0);
  return {
    series: series.map(({ name, points }, index): BarSeriesOption => {
      return {
        type: "bar",
        name: isOne ? name : versionNamed(name),
        data: withGaps(points, length),
        ...barLayout,
        itemStyle: { color: paletteColor(theme, index) },
        emphasis: { disabled: true },
        ...(count <= (isOne ? labelled.versions : labelled.groups) && {
          label: {
            show: true,
            position: "top",
            color: theme.foreground,
            formatter: ({ value }) => (typeof value === "number" ? axisText(y, value) : ""),
          },
        }),
      };
    }),
    legend: isOne ? [] : series.map(({ name }) => versionNamed(name)),
  };
}

/**
 * Returns how far the middle of a bar is from the middle of its group, in pixels.
 *
 * @param group width that a group has, its gap included
 */
export function barOffset(series: number, of: number, group: number): number {
  const width = Math.min(barLayout.barMaxWidth, (0.7 * group) / (of + 0.1 * (of - 1)));
  return (series - (of - 1) / 2) * 1.1 * width;
}

function paletteColor({ palette, foreground }: ChartTheme, index: number): string {
  return palette[index % palette.length] ?? foreground;
}
