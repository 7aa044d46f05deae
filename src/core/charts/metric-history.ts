import * as l10n from "@vscode/l10n";
import { metricAxis, missingHistoryNote, valueAxis } from "./chart-numbers.ts";
import {
  stageMark,
  versionNames,
  type ChartVersion,
  type StageRolesByName,
} from "./chart-version.ts";
import type { PointChart } from "./chart.ts";

/** Values of a metric that a version's training logged, by step. */
export interface MetricSeries {
  readonly version: ChartVersion["id"];
  readonly metric: string;
  /** `[step, value]`; steps need not be in order. */
  readonly points: readonly (readonly [step: number, value: number])[];
}

export interface HistoryOptions {
  readonly roles: StageRolesByName;
  /** Unit of the steps: `Step`, `Epoch`, `Fold`. */
  readonly stepName?: string | undefined;
}

/** Describes a metric by step of the training, a line for each version that logged it. */
export function metricHistory(
  versions: readonly ChartVersion[],
  metric: string,
  recorded: readonly MetricSeries[],
  { roles, stepName = l10n.t("Step") }: HistoryOptions,
): PointChart {
  const names = versionNames(versions);
  const byVersion = new Map(
    recorded.filter((each) => each.metric === metric).map((each) => [each.version, each.points]),
  );
  const series = versions.flatMap((version, index) => {
    const points = (byVersion.get(version.id) ?? []).filter(
      ([step, value]) => Number.isFinite(step) && Number.isFinite(value),
    );
    if (points.length === 0) return [];
    const of = { name: names[index] ?? "", version: version.id, mark: stageMark(version, roles) };
    const inOrder = points.toSorted(([a], [b]) => a - b);
    return [{ name: of.name, points: inOrder.map(([x, y]) => ({ ...of, x, y })) }];
  });
  const all = series.flatMap(({ points }) => points);
  const without = names.filter((name) => !series.some((each) => each.name === name));
  return {
    kind: "history",
    title: l10n.t("{0} by {1}", metric, stepName.toLowerCase()),
    x: valueAxis(
      stepName,
      all.map(({ x }) => x),
    ),
    y: metricAxis(
      metric,
      all.map(({ y }) => y),
    ),
    series,
    notes: missingHistoryNote(metric, without, versions.length),
  };
}
