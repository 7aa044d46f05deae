import * as l10n from "@vscode/l10n";
import type { MetricDirection } from "../metrics/metric-direction.ts";
import { metricAxis, missingNote } from "./chart-numbers.ts";
import {
  ownValue,
  stageMark,
  versionNames,
  type ChartVersion,
  type StageRolesByName,
} from "./chart-version.ts";
import type { ChartPoint, PointChart } from "./chart.ts";

/** Options of a chart of metrics. */
export interface MetricChartOptions {
  readonly roles: StageRolesByName;
  /** Direction that a person chose; else the metric's name tells. */
  readonly direction?: MetricDirection | undefined;
}

/**
 * Describes a metric over versions as a line, each version marked with its stage.
 *
 * @param versions in the order of the axis
 */
export function metricLine(
  versions: readonly ChartVersion[],
  metric: string,
  { roles, direction }: MetricChartOptions,
): PointChart {
  const categories = versionNames(versions);
  const points = metricPoints(versions, categories, metric, roles);
  return {
    kind: "line",
    title: l10n.t("{0} over versions", metric),
    x: { kind: "category", name: l10n.t("Version"), categories },
    y: metricAxis(
      metric,
      points.map(({ y }) => y),
      direction,
    ),
    series: [{ name: metric, points }],
    notes: missingNote(metric, namesWithout(versions, categories, metric), versions.length),
  };
}

/** Returns the values of a metric of those versions that have it, at the versions' indexes. */
export function metricPoints(
  versions: readonly ChartVersion[],
  names: readonly string[],
  metric: string,
  roles: StageRolesByName,
): readonly ChartPoint[] {
  return versions.flatMap((version, x) => {
    const y = ownValue(version.metrics, metric);
    if (y === undefined) return [];
    const name = names[x] ?? "";
    return [{ x, y, name, version: version.id, mark: stageMark(version, roles) }];
  });
}

/** Returns the names of the versions that have no value of a metric. */
export function namesWithout(
  versions: readonly ChartVersion[],
  names: readonly string[],
  metric: string,
): readonly string[] {
  return names.filter((_, index) => ownValue(versions[index]?.metrics, metric) === undefined);
}
