import type { EChartsOption } from "echarts";
import { formatMetric } from "../metrics/metric-format.ts";
import { legendLook } from "./axis-option.ts";
import type { ChartTheme } from "./chart-theme.ts";
import { versionNamed } from "./chart-version.ts";
import type { ChartAxis, ParallelChart } from "./chart.ts";
import { axisScale, mostColoured, parallelMargins } from "./parallel-geometry.ts";

/** Lines in the order in which they take turns, and how the legend draws them. */
const dashes = [
  { type: "solid", icon: "path://M0 5h16v2H0z" },
  { type: "dashed", icon: "path://M0 5h6v2H0zM10 5h6v2h-6z" },
] as const;

/** Lines of parallel coordinates that stand out from the others. */
export interface ParallelEmphasis {
  /** The line that is read. */
  readonly line?: number | undefined;
  /** Those within the chosen ranges; absent while no range is chosen. */
  readonly within?: ReadonlySet<number> | undefined;
}

/**
 * Returns how ECharts draws parallel coordinates: few lines each in its colour, many faintly and
 * Production strongly.
 */
export function parallelOption(
  chart: ParallelChart,
  theme: ChartTheme,
  { line: read, within }: ParallelEmphasis = {},
): EChartsOption {
  const { axes, lines } = chart;
  const isFew = lines.length <= mostColoured;
  const opacity = (index: number, isProduction: boolean): number => {
    if (index === read) return 1;
    if (within && !within.has(index)) return 0.08;
    if (read !== undefined) return within ? 0.5 : 0.15;
    return within || isFew || isProduction ? 1 : 0.35;
  };
  const dashOf = (index: number): (typeof dashes)[number] =>
    dashes[Math.floor(index / theme.palette.length) % dashes.length] ?? dashes[0];
  return {
    parallel: parallelMargins(lines.length),
    parallelAxis: axes.map((axis, dim) => ({
      dim,
      ...parallelAxis(axis, theme),
      ...(axis.kind !== "category" && axisScale(chart, dim, axis.kind)),
    })),
    ...(isFew && {
      legend: {
        ...legendLook(theme),
        data: lines.map(({ name }, index) => ({
          name: versionNamed(name),
          icon: dashOf(index).icon,
        })),
        itemHeight: 3,
      },
    }),
    series: lines.map(({ name, values, mark }, index) => {
      const isProduction = mark.role === "production";
      const color = isFew
        ? (theme.palette[index % theme.palette.length] ?? theme.foreground)
        : theme.roles[mark.role];
      return {
        type: "parallel" as const,
        name: versionNamed(name),
        data: [values.map((value) => value ?? "-")],
        itemStyle: { color },
        lineStyle: {
          color,
          width: isProduction || index === read ? 3 : 1.5,
          opacity: opacity(index, isProduction),
          type: isFew ? dashOf(index).type : "solid",
        },
        emphasis: { disabled: true },
        z: index === read ? 4 : isProduction ? 3 : 2,
      };
    }),
  };
}

function parallelAxis(axis: ChartAxis, theme: ChartTheme): object {
  const look = {
    name: axis.name,
    nameLocation: "end",
    nameTextStyle: { color: theme.muted, width: 110, overflow: "truncate" },
    nameTruncate: { maxWidth: 110 },
    axisLine: { lineStyle: { color: theme.muted } },
    axisTick: { show: false },
    areaSelectStyle: { opacity: 0 },
  };
  const axisLabel = { color: theme.muted, hideOverlap: true };
  if (axis.kind === "category") {
    return {
      type: "category",
      data: [...axis.categories],
      ...look,
      axisLabel: { ...axisLabel, width: 110, overflow: "truncate" },
    };
  }
  return {
    type: axis.kind,
    ...look,
    axisLabel: { ...axisLabel, formatter: (value: number) => formatMetric(value) },
  };
}
