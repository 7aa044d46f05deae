import type { EChartsOption } from "echarts";
import { axisOption, legendLook } from "./axis-option.ts";
import type { ChartTheme } from "./chart-theme.ts";
import { axisTitle, type Chart, type ChartAxis, type PointChart } from "./chart.ts";
import { parallelOption, type ParallelEmphasis } from "./parallel-option.ts";
import { seriesOption } from "./series-option.ts";

/** Height of the row above a chart in which its series are named. */
const legendHeight = 30;

/**
 * Returns the option by which ECharts draws a chart. It has no animation and no HTML: texts are
 * drawn as text.
 *
 * @param emphasis what stands out among parallel coordinates
 */
export function chartOption(
  chart: Chart,
  theme: ChartTheme,
  emphasis?: ParallelEmphasis,
): EChartsOption {
  const common: EChartsOption = {
    animation: false,
    backgroundColor: "transparent",
    color: [...theme.palette],
    textStyle: { color: theme.foreground, fontFamily: theme.fontFamily, fontSize: theme.fontSize },
  };
  return chart.kind === "parallel"
    ? { ...common, ...parallelOption(chart, theme, emphasis) }
    : { ...common, ...pointOption(chart, theme) };
}

function pointOption(chart: PointChart, theme: ChartTheme): EChartsOption {
  const { series, legend } = seriesOption(chart, theme);
  const hasLegend = legend.length > 1;
  const hasStages = chart.kind === "bars" && chart.series.length === 1;
  return {
    grid: {
      left: 8,
      right: 24,
      top: hasLegend ? legendHeight + 30 : 34,
      bottom: hasStages ? 46 : 30,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    xAxis: {
      ...axisOption(chart.x, theme),
      ...nameBelow(chart.x),
      ...room(chart, chart.x),
      ...(hasStages && { data: stageLabels(chart), nameGap: 44 }),
    },
    yAxis: {
      ...axisOption(chart.y, theme),
      nameLocation: "end",
      nameTextStyle: { align: "left", color: theme.muted, padding: [0, 0, 0, -8] },
      // A bar's length is its value; the place of a point is what counts elsewhere.
      scale: chart.kind !== "bars",
      ...room(chart, chart.y),
    },
    ...(hasLegend && {
      legend: {
        data: [...legend],
        ...legendLook(theme),
      },
    }),
    ...(chart.kind === "bars" &&
      theme.highContrast && {
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      }),
    series: [...series],
  };
}

/** Returns the names of versions, each above its stage where that means something. */
function stageLabels({ x, series }: PointChart): string[] {
  if (x.kind !== "category") return [];
  const marks = new Map(series[0]?.points.map((point) => [point.x, point.mark]));
  return x.categories.map((name, index) => {
    const mark = marks.get(index);
    return mark && mark.role !== "start" ? `${name}\n${mark.stage}` : name;
  });
}

/** Points at the end of an axis are in sight as a whole. */
function room({ kind }: PointChart, axis: ChartAxis): object {
  return kind === "scatter" && axis.kind === "value" ? { boundaryGap: ["4%", "4%"] } : {};
}

function nameBelow(axis: ChartAxis): object {
  return { name: axisTitle(axis), nameLocation: "middle", nameGap: 30 };
}
