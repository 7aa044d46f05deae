import type { TemplateResult } from "lit";
import type { PointChart } from "../../src/core/charts/chart.ts";
import { metricLine } from "../../src/core/charts/metric-line.ts";
import { chartFigure } from "../ui/chart.ts";
import { selectField } from "../ui/fields.ts";
import { send } from "../ui/host.ts";
import { emptyNote, section } from "../ui/section.ts";
import { roleOf } from "../ui/stage-badge.ts";
import type { ModelSnapshot } from "./protocol.ts";
import type { ChangeState } from "./state.ts";

/** A metric over the versions of the model, with their stages. */
export function chartSection(snapshot: ModelSnapshot, change: ChangeState): TemplateResult {
  const { metrics, metric } = snapshot;
  if (metric === undefined) {
    return section("Metric over versions", emptyNote("No metric was recorded for its versions."));
  }
  return section(
    "Metric over versions",
    chartFigure({
      chart: chartOf(snapshot, metric),
      open: (version) => {
        send({ type: "show-version", version });
      },
      empty: `No version was recorded with ${metric}.`,
    }),
    selectField(
      "Metric",
      metrics.map((key) => [key, key]),
      metric,
      (chosen) => {
        change({ metric: chosen });
      },
    ),
  );
}

const charts = new WeakMap<ModelSnapshot, PointChart>();

/** Returns the chart of a snapshot, which is described once: a page renders often. */
function chartOf(snapshot: ModelSnapshot, metric: string): PointChart {
  const known = charts.get(snapshot) ?? describe(snapshot, metric);
  charts.set(snapshot, known);
  return known;
}

function describe({ model, values }: ModelSnapshot, metric: string): PointChart {
  const versions = values.map(({ id, number, stage, value }) => ({
    ...{ id, model: model.name, number, stage },
    metrics: value === undefined ? {} : { [metric]: value },
  }));
  const roles = Object.fromEntries(values.map(({ stage }) => [stage, roleOf(stage)]));
  return metricLine(versions, metric, { roles });
}
