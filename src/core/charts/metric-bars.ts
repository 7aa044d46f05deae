import * as l10n from "@vscode/l10n";
import { metricAxis, valueAxis } from "./chart-numbers.ts";
import {
  ownValue,
  stageMark,
  versionNames,
  type ChartVersion,
  type StageRolesByName,
} from "./chart-version.ts";
import type { ChartSeries, PointChart } from "./chart.ts";
import { absenceNotes, metricPoints, versionAxis, type MetricChartOptions } from "./metric-line.ts";
import { sameSplitFirst } from "./same-split.ts";

/** Describes one metric of several versions as a bar for each version, which begins at zero. */
export function metricBars(
  versions: readonly ChartVersion[],
  metric: string,
  { roles, direction }: MetricChartOptions,
): PointChart {
  const names = versionNames(versions);
  const points = metricPoints(versions, names, metric, roles);
  return {
    kind: "bars",
    title: l10n.t("{0} by version", metric),
    x: versionAxis(versions, names, metric),
    y: metricAxis(
      metric,
      points.map(({ y }) => y),
      direction,
    ),
    series: [{ name: metric, points }],
    notes: absenceNotes(versions, names, metric),
  };
}

/**
 * Describes several metrics that share a scale as groups of bars: a group for each metric, and in
 * it a bar for each version.
 */
export function groupedBars(
  versions: readonly ChartVersion[],
  metrics: readonly string[],
  roles: StageRolesByName,
): PointChart {
  const names = versionNames(versions);
  const series = versions.map((version, index): ChartSeries => {
    const name = names[index] ?? "";
    const points = metrics.flatMap((metric, x) => {
      const y = ownValue(version.metrics, metric);
      if (y === undefined) return [];
      return [{ x, y, name, version: version.id, mark: stageMark(version, roles) }];
    });
    return { name, points };
  });
  return {
    kind: "bars",
    title: l10n.t("Metrics by version"),
    x: { kind: "category", name: l10n.t("Metric"), categories: metrics },
    y: valueAxis(
      l10n.t("Value"),
      series.flatMap(({ points }) => points.map(({ y }) => y)),
    ),
    series,
    notes: metrics.flatMap((metric) => absenceNotes(versions, names, metric)),
  };
}

/**
 * Returns the metrics that share a scale with the given one: those whose values are all between 0
 * and 1, if its are; else only itself.
 */
export function metricsOfOneScale(
  versions: readonly ChartVersion[],
  main: string,
): readonly string[] {
  const keys = [...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  const isShare = (key: string): boolean =>
    versions.every(({ metrics }) => {
      const value = ownValue(metrics, key);
      return value === undefined || (value >= 0 && value <= 1);
    });
  if (!isShare(main)) return [main];
  return sameSplitFirst(keys.filter(isShare), main);
}
