import type { EChartsOption } from "echarts";
import { formatMetric } from "../metrics/metric-format.ts";
import { legendLook } from "./axis-option.ts";
import type { ChartTheme } from "./chart-theme.ts";
import type { ChartAxis, ParallelChart } from "./chart.ts";

/** Up to this number of lines each has its own colour; more are drawn faintly, Production strongly. */
const coloured = 14;

/** Room beside the first and the last axis, in pixels. */
export const parallelMargins = { left: 60, right: 70 };

const dashes = ["solid", "dashed"] as const;

/**
 * Returns how ECharts draws parallel coordinates.
 *
 * @param selected the line that stands out
 */
export function parallelOption(
  { axes, lines }: ParallelChart,
  theme: ChartTheme,
  selected?: number,
): EChartsOption {
  const isFew = lines.length <= coloured;
  const opacity = (index: number, isProduction: boolean): number => {
    if (selected !== undefined) return index === selected ? 1 : 0.15;
    return isFew || isProduction ? 1 : 0.35;
  };
  return {
    parallel: { ...parallelMargins, top: isFew ? 70 : 44, bottom: 24 },
    parallelAxis: axes.map((axis, dim) => ({ dim, ...parallelAxis(axis, theme) })),
    ...(isFew && {
      legend: {
        data: lines.map(({ name }) => `Version ${name}`),
        ...legendLook(theme),
      },
    }),
    series: lines.map(({ name, values, mark }, index) => {
      const isProduction = mark.role === "production";
      const color = isFew
        ? (theme.palette[index % theme.palette.length] ?? theme.foreground)
        : theme.roles[mark.role];
      return {
        type: "parallel" as const,
        name: `Version ${name}`,
        data: [values.map((value) => value ?? "-")],
        itemStyle: { color },
        lineStyle: {
          color,
          width: isProduction || index === selected ? 3 : 1.5,
          opacity: opacity(index, isProduction),
          type: dashes[Math.floor(index / theme.palette.length) % dashes.length] ?? "solid",
        },
        emphasis: { disabled: true },
        z: isProduction ? 3 : 2,
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
    scale: true,
    ...look,
    axisLabel: { ...axisLabel, formatter: (value: number) => formatMetric(value) },
  };
}
