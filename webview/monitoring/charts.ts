import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { PointChart } from "../../src/core/charts/chart.ts";
import { observedOverTime } from "../../src/core/charts/observed-over-time.ts";
import { chartFigure } from "../ui/chart.ts";
import { selectField } from "../ui/fields.ts";
import { section } from "../ui/section.ts";
import { host } from "./host.ts";
import { spans, type MonitoringSnapshot, type Span } from "./protocol.ts";

/** Observed metrics over time, with promotions and rollbacks. */
export function chartSection(snapshot: MonitoringSnapshot): TemplateResult | typeof nothing {
  const charts = chartsOf(snapshot);
  if (charts.length === 0) return nothing;
  return section(
    l10n.t("Observed over time"),
    html`${selectField(
        l10n.t("Time shown"),
        spans.map((span) => [span, spanText(span)] as const),
        snapshot.shown,
        chooseSpan,
      )}
      <div class="monitoring-charts">
        ${charts.map((chart) =>
          chartFigure({
            chart,
            below: movesOf(chart),
            open: (version) => {
              host.send({ type: "show-version", version });
            },
            empty: l10n.t("Nothing was observed in this time."),
          }),
        )}
      </div>`,
  );
}

function chooseSpan(value: string): void {
  const shown = spans.find((span) => span === value);
  if (shown) host.send({ type: "show-time", shown });
}

function spanText(span: Span): string {
  switch (span) {
    case "hour":
      return l10n.t("Last hour");
    case "day":
      return l10n.t("Last 24 hours");
    case "week":
      return l10n.t("Last 7 days");
    case "month":
      return l10n.t("Last 30 days");
    case "all":
      return l10n.t("All");
  }
}

/** Promotions and rollbacks in words, for who does not see their lines. */
function movesOf({ x, moments = [] }: PointChart): TemplateResult {
  return html`${moments.map(
    ({ x: place, text }) =>
      html`<p class="chart-note muted">
        ${x.kind === "category" ? x.categories[place] : ""} · ${text}
      </p>`,
  )}`;
}

const longTime = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "short" });

const described = new WeakMap<MonitoringSnapshot, readonly PointChart[]>();

/** Returns the charts of a snapshot, which are described once: a page renders often. */
function chartsOf(snapshot: MonitoringSnapshot): readonly PointChart[] {
  const known =
    described.get(snapshot) ??
    snapshot.metrics.map((metric) =>
      describe(metric, ["hour", "day"].includes(snapshot.shown) ? time : longTime),
    );
  described.set(snapshot, known);
  return known;
}

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

function describe(
  { model, metric, series, moves }: MonitoringSnapshot["metrics"][number],
  format: Intl.DateTimeFormat,
): PointChart {
  return observedOverTime({
    title: l10n.t("{0} of {1}", metric, model),
    metric,
    series: series.map(({ version, points }) => ({
      name: String(version.number),
      version: version.id,
      stage: version.stage,
      points,
    })),
    moves: moves.map(({ at, kind, title }) => ({
      at,
      text:
        kind === "rollback" ? l10n.t("Rolled back to {0}", title) : l10n.t("{0} promoted", title),
    })),
    timeText: (at) => format.format(at),
  });
}
