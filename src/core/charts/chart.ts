import type { Stage, VersionId } from "../model/ids.ts";
import type { StageRole } from "../policy/stage-roles.ts";

/**
 * Charts as data: what is drawn, without colours, sizes or widgets. A page and a report draw the
 * same description (chart-option.ts), and both can show it as a table (chart-table.ts).
 */

/** Axis of names, each at its index. */
export interface CategoryAxis {
  readonly kind: "category";
  readonly name: string;
  readonly categories: readonly string[];
}

/** Axis of numbers. */
export interface ValueAxis {
  /** `log`: the values are positive and span several powers of ten. */
  readonly kind: "value" | "log";
  readonly name: string;
  /** Said beside the name: `higher is better`. */
  readonly note?: string;
  /** Decimals that tell its values apart; absent where each is written by itself. */
  readonly decimals?: number;
}

export type ChartAxis = CategoryAxis | ValueAxis;

/** The stage that a version is in, and what it means. */
export interface StageMark {
  readonly stage: Stage;
  readonly role: StageRole;
}

/** A value of a chart. */
export interface ChartPoint {
  /** On an axis of categories, the index of one. */
  readonly x: number;
  readonly y: number;
  /** The version that it is of, and its name in the chart. */
  readonly name: string;
  readonly version: VersionId;
  readonly mark: StageMark;
}

/** Values that belong together. */
export interface ChartSeries {
  readonly name: string;
  /** In the order of `x`, where they are joined by a line. */
  readonly points: readonly ChartPoint[];
}

interface ChartFacts {
  readonly title: string;
  /** Values that are missing, in words; empty if none is. */
  readonly notes: readonly string[];
}

/** Chart with two axes. */
export interface PointChart extends ChartFacts {
  /**
   * `line`: a metric over versions. `bars`: metrics of several versions. `scatter`: a metric against
   * a hyperparameter. `history`: a metric by step of the training.
   */
  readonly kind: "line" | "bars" | "scatter" | "history";
  /** Set if its series are runs, and not versions. */
  readonly of?: "runs";
  readonly x: ChartAxis;
  readonly y: ValueAxis;
  readonly series: readonly ChartSeries[];
  /** Events at places of the x axis, each marked by a line across the chart. */
  readonly moments?: readonly { readonly x: number; readonly text: string }[];
}

/** Line of a version across the axes of parallel coordinates. */
export interface ParallelLine {
  readonly name: string;
  readonly version: VersionId;
  readonly mark: StageMark;
  /** By axis; undefined where it is not recorded. */
  readonly values: readonly (number | undefined)[];
}

/** Axis of parallel coordinates. */
export type ParallelAxis = ChartAxis & {
  /** `metrics.test.auc`, `params.lr`: a key of the language of searches. */
  readonly id: string;
};

/** Parallel coordinates: an axis for each hyperparameter and metric, a line for each version. */
export interface ParallelChart extends ChartFacts {
  readonly kind: "parallel";
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
}

export type Chart = PointChart | ParallelChart;

/** Returns true if there is no value to draw. */
export function isEmptyChart(chart: Chart): boolean {
  return chart.kind === "parallel"
    ? chart.axes.length < 2 || chart.lines.length === 0
    : chart.series.every(({ points }) => points.length === 0);
}

/** Returns the name of an axis with what is said beside it. */
export function axisTitle(axis: ChartAxis): string {
  return axis.kind !== "category" && axis.note !== undefined
    ? `${axis.name} (${axis.note})`
    : axis.name;
}
