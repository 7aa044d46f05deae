import * as l10n from "@vscode/l10n";
import { Stage, VersionId } from "../model/ids.ts";
import { metricAxis, valueAxis } from "./chart-numbers.ts";
import type { PointChart } from "./chart.ts";

/** Values of a metric that a run logged, by step in order. */
export interface ChartRun {
  readonly name: string;
  /** State of the run in words. */
  readonly status: string;
  readonly points: readonly (readonly [step: number, value: number])[];
}

/** Describes a metric by step, a line for each run that logged it. */
export function runHistory(metric: string, runs: readonly ChartRun[]): PointChart {
  const series = runs.flatMap(({ name, status, points }, index) => {
    const stage = Stage.safeParse(status).data;
    if (points.length === 0 || stage === undefined) return [];
    const of = { name, version: placeholder(index), mark: { stage, role: "other" } as const };
    return [{ name, points: points.map(([x, y]) => ({ ...of, x, y })) }];
  });
  const all = series.flatMap(({ points }) => points);
  const axis = metricAxis(
    metric,
    all.map(({ y }) => y),
  );
  return {
    kind: "history",
    of: "runs",
    title: metric,
    x: valueAxis(
      l10n.t("Step"),
      all.map(({ x }) => x),
    ),
    y: axis,
    series,
    notes: [],
  };
}

/** Returns what identifies a run in a chart: its place, in the form of an id. */
function placeholder(place: number): VersionId {
  return VersionId.parse(String(place).padStart(26, "0"));
}

/** Returns the place of the run that a value of such a chart is of. */
export function placeOfRun(id: VersionId): number {
  return Number(id);
}
