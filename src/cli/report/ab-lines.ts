import type { AbMetricResult } from "../../core/abtests/ab-results.ts";
import { comparisonText, probabilityText } from "../../core/abtests/comparison-text.ts";
import { abMetricText } from "../../core/abtests/parse-metric.ts";
import { splitText } from "../../core/abtests/routing.ts";
import { rowFormat } from "../../core/metrics/metric-format.ts";
import { count } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import { abReportDocument } from "../../registry/abtests/ab-document.ts";
import type { CheckedCanary } from "../../registry/abtests/check-canaries.ts";
import type { AbReport, UnreadAbTest } from "../../registry/abtests/read-ab-results.ts";
import { tableLines } from "../terminal/table.ts";
import { versionDocument } from "./documents.ts";

/** Returns an A/B test as programs get it. */
export function abDocument(report: AbReport): Record<string, unknown> {
  return abReportDocument(report, versionDocument);
}

/** Returns a table of A/B tests. */
export function abTable(reports: readonly (AbReport | UnreadAbTest)[]): readonly string[] {
  return tableLines(
    [{ title: "NAME" }, { title: "SPLIT" }, { title: "VERSIONS" }, { title: "STATE" }],
    reports.map((report) => {
      const { test, titles } = report;
      const state = "problem" in report ? report.problem : report.summary;
      return [
        test.name,
        test.definition.mode === "shadow" ? "shadow" : splitText(test.splits.at(-1)?.shares ?? []),
        titles.join(", "),
        test.conclusion ? `Ended. ${test.conclusion.data.summary}` : state,
      ];
    }),
  );
}

/** Returns an A/B test with its figures. */
export function abLines(report: AbReport): readonly string[] {
  const { test, results, summary, titles } = report;
  const { definition, conclusion } = test;
  const percent = (value: number): string => `${Number((value * 100).toPrecision(6))} %`;
  const winner = definition.variants.findIndex(
    ({ version }) => version === conclusion?.data.winner,
  );
  const ending = winner < 0 ? "Ended without a winner." : `Ended: ${titles[winner] ?? ""} won.`;
  return [
    `${test.name}: ${conclusion ? `${ending} ${conclusion.data.summary}` : summary}`,
    `id        ${test.id}`,
    `started   ${new Date(test.splits[0].since).toISOString()}`,
    `split     ${definition.mode === "shadow" ? "none: all answer" : splitText(test.splits.at(-1)?.shares ?? [])}`,
    `looks for ${percent(definition.effect)} at level ${percent(definition.level)} with power ${percent(definition.power)}`,
    `needs     ${results.needed === undefined ? "not known yet: give --baseline, or observe the metric" : `about ${count(Number(results.needed.toPrecision(2)), "value")}; there are ${formatNumber(results.values)}`}`,
    "",
    ...metricTable(report, [results.main, ...results.guardrails]),
  ];
}

function metricTable({ titles }: AbReport, metrics: readonly AbMetricResult[]): readonly string[] {
  const right = (title: string): { title: string; align: "right" } => ({ title, align: "right" });
  return tableLines(
    [
      { title: "METRIC" },
      { title: "VERSION" },
      right("VALUES"),
      right("FIGURE"),
      right("DEVIATION"),
      { title: "AGAINST THE FIRST" },
      right("P"),
    ],
    metrics.flatMap((result) => {
      const values = result.figures.flatMap((figure) => figure?.value ?? []);
      const format = rowFormat(values.map((value) => Number(value.toPrecision(4))));
      return result.figures.map((figure, variant) => {
        const found = result.comparisons.find((comparison) => comparison.variant === variant);
        return [
          variant === 0 ? `${abMetricText(result.metric)} (${result.metric.better})` : "",
          titles[variant] ?? "",
          formatNumber(figure?.count ?? 0),
          figure ? format(Number(figure.value.toPrecision(4))) : "",
          figure?.deviation === undefined ? "" : String(Number(figure.deviation.toPrecision(4))),
          found ? comparisonText(found, result) : "",
          found ? probabilityText(found.p) : "",
        ];
      });
    }),
  );
}

/** Returns the action of an evaluation on a canary, or the reason why there was none. */
export function canaryText({ action, problem }: Pick<CheckedCanary, "action" | "problem">): string {
  if (problem !== undefined) return `could not be evaluated: ${problem}`;
  switch (action.kind) {
    case "wait":
      return action.why === "time"
        ? "goes on: its step has not lasted long enough"
        : "goes on: too little was observed in its step";
    case "grow":
      return `${action.reason}; it is split ${splitText(action.shares)} from now on`;
    case "stop":
      return action.reason;
    case "complete":
      return "held at its last step: conclude it with the second version as winner";
    case "none":
      return "was split by a person and goes on like that";
  }
}
