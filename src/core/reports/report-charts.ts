import { printTheme, type ChartTheme } from "../charts/chart-theme.ts";
import type { ChartVersion, StageRolesByName } from "../charts/chart-version.ts";
import type { PointChart } from "../charts/chart.ts";
import { groupedBars, metricBars, metricsOfOneScale } from "../charts/metric-bars.ts";
import { metricLine } from "../charts/metric-line.ts";
import { mainMetric } from "../metrics/metric-direction.ts";
import { count } from "../text/format.ts";

/**
 * Look of the charts of a report. Colours are those of its style sheet, by name, so that one drawing
 * is right on light, on dark and on paper.
 */
export const reportTheme: ChartTheme = {
  ...printTheme,
  foreground: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  background: "var(--paper)",
  palette: [1, 2, 3, 4, 5, 6].map((n) => `var(--chart-${n})`),
  roles: {
    production: "var(--chart-3)",
    trial: "var(--chart-2)",
    archive: "var(--chart-6)",
    rejection: "var(--bad)",
    start: "var(--chart-1)",
    other: "var(--chart-4)",
  },
};

/** More groups of bars than this are no longer told apart. */
const mostGroups = 8;
/** More bars in a group than this neither. */
const mostBars = 6;

/** Returns the charts of a comparison: the metrics on the scale of the main one, as bars. */
export function comparisonCharts(
  versions: readonly ChartVersion[],
  roles: StageRolesByName,
): readonly PointChart[] {
  const main = mainMetric([...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)))]);
  if (main === undefined || versions.length < 2) return [];
  const alike = metricsOfOneScale(versions, main).slice(0, mostGroups);
  if (alike.length < 2 || versions.length > mostBars) {
    return [metricBars(versions, main, { roles })];
  }
  return [groupedBars(versions, alike, roles)];
}

/**
 * Returns the chart of a model's main metric over its versions; undefined if it would show no more
 * versions than are compared anyway.
 *
 * @param versions of the model, oldest first
 */
export function historyChart(
  versions: readonly ChartVersion[],
  compared: number,
  roles: StageRolesByName,
): PointChart | undefined {
  const newest = versions.findLast(({ metrics }) => Object.keys(metrics).length > 0);
  const main = mainMetric(Object.keys(newest?.metrics ?? {}));
  if (main === undefined) return undefined;
  const chart = metricLine(versions, main, { roles });
  return chart.series.some(({ points }) => points.length > compared) ? chart : undefined;
}

/** Describes a chart for who can't see it; its numbers are in a table. */
export function chartDescription({ kind, series, x, notes }: PointChart): string {
  const points = series.reduce((sum, each) => sum + each.points.length, 0);
  const form = kind === "line" ? "line" : "bars";
  return [`${form} of ${count(points, "value")} by ${x.name.toLowerCase()}`, ...notes].join(". ");
}
