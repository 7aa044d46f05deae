import * as l10n from "@vscode/l10n";
import { axisText } from "./chart-numbers.ts";
import { seriesTitle } from "./chart-version.ts";
import type { Chart, ParallelChart, PointChart } from "./chart.ts";

/** A chart as a table, for who can't or won't see it. */
export interface ChartTable {
  /** The first is that of the row headings. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [head: string, ...cells: string[]])[];
}

/** Text of a cell whose value is missing. */
export const missingCell = "–";

/** Returns the values of a chart as a table; a value that is missing is a dash. */
export function chartTable(chart: Chart): ChartTable {
  if (chart.kind === "parallel") return parallelTable(chart);
  return chart.kind === "scatter" ? scatterTable(chart) : seriesTable(chart);
}

/** A row for each place on the x axis, a column for each series. */
function seriesTable(chart: PointChart): ChartTable {
  const { kind, x, y, series } = chart;
  const hasStages = kind === "line" || (kind === "bars" && series.length === 1);
  const places =
    x.kind === "category"
      ? x.categories.map((_, index) => index)
      : [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
          (a, b) => a - b,
        );
  const values = series.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  return {
    columns: [
      x.name,
      ...series.map(({ name }) => (series.length > 1 ? seriesTitle(chart, name) : y.name)),
      ...(hasStages ? [l10n.t("Stage")] : []),
    ],
    rows: places.map((place) => {
      const found = values.map((of) => of.get(place));
      return [
        axisText(x, place),
        ...found.map((point) => (point ? axisText(y, point.y) : missingCell)),
        ...(hasStages ? [found[0]?.mark.stage ?? missingCell] : []),
      ];
    }),
  };
}

function scatterTable({ x, y, series }: PointChart): ChartTable {
  const points = series.flatMap((each) => each.points);
  return {
    columns: [l10n.t("Version"), x.name, y.name, l10n.t("Stage")],
    rows: points.map((point) => [
      point.name,
      axisText(x, point.x),
      axisText(y, point.y),
      point.mark.stage,
    ]),
  };
}

function parallelTable({ axes, lines }: ParallelChart): ChartTable {
  return {
    columns: [l10n.t("Version"), ...axes.map(({ name }) => name), l10n.t("Stage")],
    rows: lines.map(({ name, values, mark }) => [
      name,
      ...axes.map((axis, index) => {
        const value = values[index];
        return value === undefined ? missingCell : axisText(axis, value);
      }),
      mark.stage,
    ]),
  };
}
