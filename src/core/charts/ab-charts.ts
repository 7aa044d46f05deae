import * as l10n from "@vscode/l10n";
import type { Stage, VersionId } from "../model/ids.ts";
import { valueAxis } from "./chart-numbers.ts";
import type { ChartSeries, PointChart } from "./chart.ts";

/** Difference of a variant of an A/B test from the first one, as it was known over time. */
export interface DifferenceOverTime {
  readonly title: string;
  /** Name of the axis: `Difference of conversion`. */
  readonly axis: string;
  readonly version: VersionId;
  readonly stage: Stage;
  readonly points: readonly {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly timeText: (at: number) => string;
}

/** Describes a difference with the interval in which it lies, which closes as results come. */
export function differenceOverTime({
  title,
  axis,
  version,
  stage,
  points,
  timeText,
}: DifferenceOverTime): PointChart {
  const line = (
    name: string,
    valueOf: (point: (typeof points)[number]) => number,
  ): ChartSeries => ({
    name,
    points: points.map((point, x) => ({
      x,
      y: valueOf(point),
      name,
      version,
      mark: { stage, role: "other" },
    })),
  });
  const values = points.flatMap(({ difference, low, high }) => [difference, low, high]);
  return {
    kind: "history",
    title,
    x: {
      kind: "category",
      name: l10n.t("Time"),
      categories: points.map(({ at }) => timeText(at)),
    },
    y: valueAxis(axis, values),
    series: [
      line(l10n.t("Upper limit"), ({ high }) => high),
      line(l10n.t("Estimate"), ({ difference }) => difference),
      line(l10n.t("Lower limit"), ({ low }) => low),
    ],
    notes: [],
  };
}
