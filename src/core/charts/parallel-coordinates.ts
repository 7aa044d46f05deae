import * as l10n from "@vscode/l10n";
import { metricAxis, missingNote } from "./chart-numbers.ts";
import {
  ownValue,
  stageMark,
  versionNames,
  type ChartVersion,
  type StageRolesByName,
} from "./chart-version.ts";
import type { ChartAxis, ParallelChart } from "./chart.ts";
import { absenceNotes } from "./metric-line.ts";
import { parameterScale } from "./metric-scatter.ts";
import { sameSplitFirst } from "./same-split.ts";

/** Axes of parallel coordinates, by name. */
export interface ParallelAxes {
  readonly parameters: readonly string[];
  readonly metrics: readonly string[];
}

/** Describes versions as lines across hyperparameters and metrics, these at the right. */
export function parallelCoordinates(
  versions: readonly ChartVersion[],
  { parameters, metrics }: ParallelAxes,
  roles: StageRolesByName,
): ParallelChart {
  const names = versionNames(versions);
  const parameterScales = parameters.map((key) => ({
    id: `params.${key}`,
    ...parameterScale(versions, key),
  }));
  const scales = [
    ...parameterScales,
    ...metrics.map((key) => ({ id: `metrics.${key}`, ...metricScale(versions, key) })),
  ];
  return {
    kind: "parallel",
    title: l10n.t("Hyperparameters and metrics"),
    axes: scales.map(({ id, axis }) => ({ ...axis, id })),
    lines: versions.map((version, index) => ({
      name: names[index] ?? "",
      version: version.id,
      mark: stageMark(version, roles),
      values: scales.map(({ place }) => place(version)),
    })),
    notes: [
      ...parameterScales.flatMap(({ axis, place }) =>
        missingNote(
          axis.name,
          names.filter((_, index) => {
            const version = versions[index];
            return !version || place(version) === undefined;
          }),
          versions.length,
        ),
      ),
      ...metrics.flatMap((key) => absenceNotes(versions, names, key)),
    ],
  };
}

/**
 * Returns the hyperparameters in which versions differ, and the metrics, as many as can be read
 * side by side.
 */
export function suggestAxes(
  versions: readonly ChartVersion[],
  main: string | undefined,
  most = 8,
): ParallelAxes {
  const differing = unionOf(versions.map(({ parameters = {} }) => parameters)).filter(
    (key) =>
      new Set(versions.map(({ parameters }) => JSON.stringify(ownValue(parameters, key)))).size > 1,
  );
  const measured = unionOf(versions.map(({ metrics }) => metrics));
  const metrics = sameSplitFirst(measured, main).slice(
    0,
    Math.max(1, most - Math.min(differing.length, most - 3)),
  );
  return {
    parameters: differing.slice(0, Math.max(0, most - metrics.length)),
    // The main metric is what the others lead to: at the right end.
    metrics: metrics.toReversed(),
  };
}

function metricScale(
  versions: readonly ChartVersion[],
  metric: string,
): { readonly axis: ChartAxis; readonly place: (version: ChartVersion) => number | undefined } {
  const values = versions.flatMap(({ metrics }) => ownValue(metrics, metric) ?? []);
  return {
    axis: metricAxis(metric, values),
    place: ({ metrics }) => ownValue(metrics, metric),
  };
}

function unionOf(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
