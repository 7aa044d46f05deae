import { formatMetric } from "../metrics/metric-format.ts";
import type { ChartTheme } from "./chart-theme.ts";
import { axisTitle, type ChartAxis } from "./chart.ts";

/** Returns the look of a legend, which can't be clicked: what it names stays in sight. */
export function legendLook(theme: ChartTheme): object {
  return {
    type: "scroll",
    left: 0,
    top: 0,
    itemWidth: 16,
    itemHeight: 12,
    itemGap: 16,
    selectedMode: false,
    textStyle: { color: theme.foreground },
    pageTextStyle: { color: theme.foreground },
    pageIconColor: theme.foreground,
  };
}

/** Returns the look that an axis has wherever it stands. */
export function axisOption(axis: ChartAxis, theme: ChartTheme): object {
  const lines = {
    axisLine: { show: true, lineStyle: { color: theme.line } },
    axisTick: { show: false },
    splitLine: { show: axis.kind !== "category", lineStyle: { color: theme.line } },
    nameTextStyle: { color: theme.muted },
  };
  const axisLabel = { color: theme.muted, hideOverlap: true };
  if (axis.kind === "category") {
    return {
      type: "category",
      name: axisTitle(axis),
      data: [...axis.categories],
      ...lines,
      axisLabel: { ...axisLabel, width: 160, overflow: "truncate" },
    };
  }
  return {
    type: axis.kind,
    name: axisTitle(axis),
    scale: true,
    ...lines,
    axisLabel: { ...axisLabel, formatter: (value: number) => formatMetric(value) },
  };
}
