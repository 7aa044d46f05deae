import type { ChartVersion, StageRolesByName } from "../../src/core/charts/chart-version.ts";
import type { Chart } from "../../src/core/charts/chart.ts";
import { groupedBars, metricBars, metricsOfOneScale } from "../../src/core/charts/metric-bars.ts";
import type { MetricSeries } from "../../src/core/charts/metric-history.ts";
import { metricHistory } from "../../src/core/charts/metric-history.ts";
import { metricScatter } from "../../src/core/charts/metric-scatter.ts";
import { parallelCoordinates, suggestAxes } from "../../src/core/charts/parallel-coordinates.ts";
import { mainMetric } from "../../src/core/metrics/metric-direction.ts";
import type { ChartChoices } from "./chart-state.ts";

/** With more versions or metrics, each metric has its own chart. */
const mostGrouped = { versions: 8, metrics: 8 };

/** Keys that the charts of versions can be about, and those that they are about now. */
export interface ChartKeys {
  readonly metrics: readonly string[];
  /** Hyperparameters, those first in which the versions differ. */
  readonly parameters: readonly string[];
  readonly metric: string | undefined;
  readonly parameter: string | undefined;
}

export function chartKeys(
  versions: readonly ChartVersion[],
  { metric, parameter }: Pick<ChartChoices, "metric" | "parameter">,
): ChartKeys {
  const metrics = keysOf(versions.map((version) => version.metrics));
  const all = keysOf(versions.map(({ parameters = {} }) => parameters));
  const { parameters: differing } = suggestAxes(versions, undefined, 100);
  const parameters = [...differing, ...all.filter((key) => !differing.includes(key))];
  return {
    metrics,
    parameters,
    metric: metric !== undefined && metrics.includes(metric) ? metric : mainMetric(metrics),
    parameter:
      parameter !== undefined && parameters.includes(parameter) ? parameter : parameters[0],
  };
}

/** A history that was read for the chart. */
export interface ReadHistory {
  readonly metric: string;
  readonly stepName: string;
  readonly series: readonly MetricSeries[];
}

/** Returns the chart that was chosen; undefined while its history is being read. */
export function chartOf(
  versions: readonly ChartVersion[],
  choices: ChartChoices,
  roles: StageRolesByName,
  history: ReadHistory | undefined,
): Chart | undefined {
  const { metric = "", parameter = "" } = chartKeys(versions, choices);
  switch (choices.kind) {
    case "bars":
      return barsOf(versions, choices.metric === undefined ? undefined : metric, metric, roles);
    case "parallel":
      return parallelCoordinates(versions, suggestAxes(versions, metric), roles);
    case "scatter":
      return metricScatter(versions, parameter, metric, { roles });
    case "history":
      return (
        history &&
        metricHistory(versions, history.metric, history.series, {
          roles,
          stepName: history.stepName,
        })
      );
  }
}

/** Until a metric is chosen, all that share the main one's scale stand side by side. */
function barsOf(
  versions: readonly ChartVersion[],
  chosen: string | undefined,
  main: string,
  roles: StageRolesByName,
): Chart {
  const together = metricsOfOneScale(versions, main).slice(0, mostGrouped.metrics);
  const isGroup =
    chosen === undefined && together.length > 1 && versions.length <= mostGrouped.versions;
  return isGroup ? groupedBars(versions, together, roles) : metricBars(versions, main, { roles });
}

function keysOf(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
