import type { EChartsOption } from "echarts";
import { legendLook, tickText } from "./axis-option.ts";
import type { ChartTheme } from "./chart-theme.ts";
import type { ChartAxis, ParallelChart } from "./chart.ts";

/** Up to this number of lines each has its own colour; more are drawn faintly, Production strongly. */
const coloured = 14;

const dashes = ["solid", "dashed"] as const;

/** Returns how ECharts draws parallel coordinates. */
export function parallelOption({ axes, lines }: ParallelChart, theme: ChartTheme): EChartsOption {
  const isFew = lines.length <= coloured;
  return {
    parallel: { left: 60, right: 70, top: isFew ? 70 : 44, bottom: 24 },
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
          width: isProduction ? 3 : 1.5,
          opacity: isFew || isProduction ? 1 : 0.35,
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
    axisLabel: { ...axisLabel, formatter: (value: number) => tickText(axis, value) },
  };
}
