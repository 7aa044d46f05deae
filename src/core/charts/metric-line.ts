import * as l10n from "@vscode/l10n";
import type { MetricDirection } from "../metrics/metric-direction.ts";
import { metricAxis, missingNote, notFiniteNote } from "./chart-numbers.ts";
import {
  ownValue,
  stageMark,
  versionNames,
  type ChartVersion,
  type StageRolesByName,
} from "./chart-version.ts";
import type { CategoryAxis, ChartPoint, PointChart } from "./chart.ts";

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
  const names = versionNames(versions);
  const points = metricPoints(versions, names, metric, roles);
  return {
    kind: "line",
    title: l10n.t("{0} over versions", metric),
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

/** Returns an axis of versions, on which those are marked whose value is not finite. */
export function versionAxis(
  versions: readonly ChartVersion[],
  names: readonly string[],
  metric: string,
): CategoryAxis {
  const categories = names.map((name, index) =>
    isNotFinite(versions[index], metric) ? l10n.t("{0} (not finite)", name) : name,
  );
  return { kind: "category", name: l10n.t("Version"), categories };
}

/** Says which versions have no value of a metric, and which one that can't be drawn. */
export function absenceNotes(
  versions: readonly ChartVersion[],
  names: readonly string[],
  metric: string,
): readonly string[] {
  const without = names
    .map((name, index) => ({ name, version: versions[index] }))
    .filter(({ version }) => ownValue(version?.metrics, metric) === undefined);
  const named = (notFinite: boolean): readonly string[] =>
    without.flatMap(({ name, version }) =>
      isNotFinite(version, metric) === notFinite ? [name] : [],
    );
  return [
    ...missingNote(metric, named(false), versions.length),
    ...notFiniteNote(metric, named(true)),
  ];
}

function isNotFinite(version: ChartVersion | undefined, metric: string): boolean {
  return version?.notFinite?.has(metric) ?? false;
}
