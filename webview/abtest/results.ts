import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { probabilityText } from "../../src/core/abtests/comparison-text.ts";
import { formatMetric, rowFormat } from "../../src/core/metrics/metric-format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "../ui/icon.ts";
import { plainTable } from "../ui/plain-table.ts";
import type { AbMetricRow, AbTestSnapshot } from "./protocol.ts";

/** Figures of each metric and version, and how each differs from the first one. */
export function resultTable({ metrics, variants }: AbTestSnapshot): TemplateResult {
  return plainTable(
    [
      l10n.t("Metric"),
      l10n.t("Version"),
      l10n.t("Values"),
      l10n.t("Figure"),
      l10n.t("Deviation"),
      l10n.t("Against the first"),
      l10n.t("p"),
    ],
    metrics.flatMap((row) => {
      const format = rowFormat(
        row.figures.flatMap(({ value }) => (value === undefined ? [] : [short(value)])),
      );
      return row.figures.map((figure, variant): readonly [unknown, ...unknown[]] => [
        variant === 0 ? metricName(row) : html`<span class="muted">${row.metric}</span>`,
        variants[variant]?.title ?? "",
        formatNumber(figure.count),
        figure.value === undefined ? "" : format(short(figure.value)),
        figure.deviation === undefined ? "" : formatMetric(short(figure.deviation)),
        comparison(figure),
        figure.p === undefined ? "" : probabilityText(figure.p),
      ]);
    }),
    { numeric: [2, 3, 4, 6] },
  );
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}

function metricName({ metric, better, isGuardrail }: AbMetricRow): TemplateResult {
  const way = better === "higher" ? l10n.t("higher is better") : l10n.t("lower is better");
  return html`<span class="abtest-metric">${metric}</span>
    <span class="muted">· ${isGuardrail ? l10n.t("guardrail") : way}</span>`;
}

/** The icon says it as well as the words. */
function comparison({
  verdict,
  comparison: text = "",
}: AbMetricRow["figures"][number]): TemplateResult | string {
  if (verdict === "better") return html`${icon("arrow-up")} ${text}`;
  if (verdict === "worse") return html`${icon("arrow-down")} ${text}`;
  return text;
}
