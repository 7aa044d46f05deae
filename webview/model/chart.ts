import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import type { PointChart } from "../../src/core/charts/chart.ts";
import { metricLine } from "../../src/core/charts/metric-line.ts";
import type { ModelName } from "../../src/core/model/ids.ts";
import { actionButton } from "../ui/button.ts";
import { chartFigure } from "../ui/chart.ts";
import { selectField } from "../ui/fields.ts";
import { send } from "../ui/host.ts";
import { emptyNote, section } from "../ui/section.ts";
import { roleOf } from "../ui/stage-badge.ts";
import type { MetricReader, MetricValues } from "./metric-values.ts";
import type { ModelSnapshot } from "./protocol.ts";
import type { ChangeState } from "./state.ts";

interface ShownValues {
  /** The metric that is shown; undefined where none was recorded. */
  readonly metric: string | undefined;
  /** Its values; undefined until they have arrived. */
  readonly read: MetricValues | undefined;
  readonly reader: MetricReader;
}

/** A metric over the versions of the model, with their stages. */
export function chartSection(
  { model, metrics }: ModelSnapshot,
  { metric, read, reader }: ShownValues,
  change: ChangeState,
): TemplateResult {
  if (metric === undefined) {
    return section(
      l10n.t("Metric over versions"),
      emptyNote(l10n.t("No metric was recorded for its versions.")),
    );
  }
  return section(
    l10n.t("Metric over versions"),
    read
      ? chartFigure({
          chart: chartOf(model.name, read),
          open: (version) => {
            send({ type: "show-version", version });
          },
          empty: l10n.t("No version was recorded with {0}.", metric),
        })
      : html`<div class="chart-awaited" role="status">${awaited(metric, reader)}</div>`,
    selectField(
      l10n.t("Metric"),
      metrics.map((key) => [key, key]),
      metric,
      (chosen) => {
        change({ metric: chosen });
      },
    ),
  );
}

function awaited(metric: string, reader: MetricReader): TemplateResult {
  if (!reader.failed) return emptyNote(l10n.t("Reading the values of {0}…", metric));
  return html`${emptyNote(l10n.t("The values of {0} could not be read.", metric))}
  ${actionButton({
    label: l10n.t("Retry"),
    icon: "refresh",
    run: () => {
      reader.retry();
    },
  })}`;
}

const charts = new WeakMap<MetricValues, PointChart>();

/** Returns the chart of values, which is described once: a page renders often. */
function chartOf(model: ModelName, values: MetricValues): PointChart {
  const known = charts.get(values) ?? describe(model, values);
  charts.set(values, known);
  return known;
}

function describe(model: ModelName, { metric, values }: MetricValues): PointChart {
  const versions = values.map(([id, number, stage, value]) => ({
    ...{ id, model, number, stage },
    metrics: value === null ? {} : { [metric]: value },
  }));
  const roles = Object.fromEntries(versions.map(({ stage }) => [stage, roleOf(stage)]));
  return metricLine(versions, metric, { roles });
}
