import * as l10n from "@vscode/l10n";
import type { Stage, VersionId } from "../model/ids.ts";
import { metricAxis } from "./chart-numbers.ts";
import type { PointChart } from "./chart.ts";

/** An observed metric over time. */
export interface ObservedMetric {
  readonly title: string;
  /** As it is named by its rule: `p95:latency_ms`. */
  readonly metric: string;
  /** Figures of each version, by time (milliseconds since the epoch) in order. */
  readonly series: readonly {
    readonly name: string;
    readonly version: VersionId;
    readonly stage: Stage;
    readonly points: readonly (readonly [at: number, value: number])[];
  }[];
  /** Events of the time shown, each marked by a line. */
  readonly moves: readonly { readonly at: number; readonly text: string }[];
  readonly timeText: (at: number) => string;
}

/** Describes an observed metric over time, a line for each version; moves are marked. */
export function observedOverTime({
  title,
  metric,
  series,
  moves,
  timeText,
}: ObservedMetric): PointChart {
  const observed = series.flatMap(({ points }) => points.map(([at]) => at));
  const times = [...new Set([...observed, ...moves.map(({ at }) => at)])].sort((a, b) => a - b);
  const placeOf = new Map(times.map((at, index) => [at, index]));
  const key = metric.slice(metric.indexOf(":") + 1);
  const axis = metricAxis(
    key,
    series.flatMap(({ points }) => points.map(([, value]) => value)),
  );
  return {
    kind: "history",
    title,
    x: { kind: "category", name: l10n.t("Time"), categories: times.map(timeText) },
    y: { ...axis, name: metric },
    series: series.map(({ name, version, stage, points }) => ({
      name,
      points: points.map(([at, y]) => ({
        x: placeOf.get(at) ?? 0,
        y,
        name,
        version,
        mark: { stage, role: "other" },
      })),
    })),
    notes: [],
    moments: moves.map(({ at, text }) => ({ x: placeOf.get(at) ?? 0, text })),
  };
}
