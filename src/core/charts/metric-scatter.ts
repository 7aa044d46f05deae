import * as l10n from "@vscode/l10n";
import type { ParameterValue } from "../model/recipe.ts";
import { compareNaturally } from "../text/natural-order.ts";
import { metricAxis, missingNote, parameterAxis } from "./chart-numbers.ts";
import { ownValue, stageMark, versionNames, type ChartVersion } from "./chart-version.ts";
import type { ChartAxis, ChartPoint, PointChart } from "./chart.ts";
import { absenceNotes, type MetricChartOptions } from "./metric-line.ts";

/** Describes a metric against a hyperparameter: a point for each version that has both. */
export function metricScatter(
  versions: readonly ChartVersion[],
  parameter: string,
  metric: string,
  { roles, direction }: MetricChartOptions,
): PointChart {
  const names = versionNames(versions);
  const { axis, place } = parameterScale(versions, parameter);
  const points = versions.flatMap((version, index): readonly ChartPoint[] => {
    const [x, y] = [place(version), ownValue(version.metrics, metric)];
    if (x === undefined || y === undefined) return [];
    const name = names[index] ?? "";
    return [{ x, y, name, version: version.id, mark: stageMark(version, roles) }];
  });
  const withoutParameter = names.filter((_, index) => {
    const version = versions[index];
    return !version || place(version) === undefined;
  });
  return {
    kind: "scatter",
    title: l10n.t("{0} against {1}", metric, parameter),
    x: axis,
    y: metricAxis(
      metric,
      points.map(({ y }) => y),
      direction,
    ),
    series: [{ name: metric, points }],
    notes: [
      ...absenceNotes(versions, names, metric),
      ...missingNote(parameter, withoutParameter, versions.length),
    ],
  };
}

/** Axis of a hyperparameter, and the places of versions on it. */
export interface ParameterScale {
  readonly axis: ChartAxis;
  /** Returns undefined for a version that was not recorded with it. */
  readonly place: (version: ChartVersion) => number | undefined;
}

/**
 * Returns an axis of numbers where all values are numbers, else one of texts in their natural
 * order.
 */
export function parameterScale(
  versions: readonly ChartVersion[],
  parameter: string,
): ParameterScale {
  const values = versions.flatMap(({ parameters }) => {
    const value = ownValue(parameters, parameter);
    return value === undefined ? [] : [value];
  });
  const numbers = values.flatMap((value) => numberOf(value) ?? []);
  if (numbers.length === values.length) {
    return {
      axis: parameterAxis(parameter, numbers),
      place: ({ parameters }) => {
        const value = ownValue(parameters, parameter);
        return value === undefined ? undefined : numberOf(value);
      },
    };
  }
  const categories = [...new Set(values.map(valueText))].sort(compareNaturally);
  const places = new Map(categories.map((text, index) => [text, index]));
  return {
    axis: { kind: "category", name: parameter, categories },
    place: ({ parameters }) => {
      const value = ownValue(parameters, parameter);
      return value === undefined ? undefined : places.get(valueText(value));
    },
  };
}

function numberOf(value: ParameterValue): number | undefined {
  const number =
    typeof value === "number"
      ? value
      : value !== null && typeof value === "object"
        ? Number(value.text)
        : NaN;
  return Number.isFinite(number) ? number : undefined;
}

function valueText(value: ParameterValue): string {
  return value !== null && typeof value === "object" ? value.text : String(value);
}
