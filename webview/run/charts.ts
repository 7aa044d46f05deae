import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { PointChart } from "../../src/core/charts/chart.ts";
import { placeOfRun, runHistory } from "../../src/core/charts/run-history.ts";
import { chartFigure } from "../ui/chart.ts";
import { section } from "../ui/section.ts";
import { host } from "./host.ts";
import { runName } from "./name.ts";
import type { RunSnapshot } from "./protocol.ts";
import { statusText } from "./status.ts";

/** Metrics by step, a chart for each, with a line for each run. */
export function chartSection(snapshot: RunSnapshot): TemplateResult | typeof nothing {
  const charts = chartsOf(snapshot);
  if (charts.length === 0) return nothing;
  return section(
    l10n.t("Metrics by step"),
    html`<div class="run-charts">
      ${charts.map((chart) =>
        chartFigure({
          chart,
          open: (version) => {
            const run = snapshot.runs[placeOfRun(version)]?.id;
            if (run !== undefined && snapshot.runs.length > 1) host.send({ type: "show-run", run });
          },
          empty: l10n.t("No value was logged."),
        }),
      )}
    </div>`,
  );
}

const described = new WeakMap<RunSnapshot, readonly PointChart[]>();

/** Returns the charts of a snapshot, which are described once: a page renders often. */
function chartsOf(snapshot: RunSnapshot): readonly PointChart[] {
  const known = described.get(snapshot) ?? describe(snapshot);
  described.set(snapshot, known);
  return known;
}

function describe({ runs, series }: RunSnapshot): readonly PointChart[] {
  const metrics = [...new Set(series.map(({ metric }) => metric))].sort();
  return metrics.map((metric) =>
    runHistory(
      metric,
      runs.map((run) => ({
        name: runName(run),
        status: statusText(run.status),
        points: series.find((each) => each.run === run.id && each.metric === metric)?.points ?? [],
      })),
    ),
  );
}
