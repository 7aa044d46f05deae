import type { AbComparison, AbMetricResult } from "../../core/abtests/ab-results.ts";
import { rangeText } from "../../core/abtests/ab-summary.ts";
import { routingOf } from "../../core/abtests/ab-test.ts";
import { abMetricText } from "../../core/abtests/parse-metric.ts";
import { splitText } from "../../core/abtests/routing.ts";
import { rowFormat } from "../../core/metrics/metric-format.ts";
import { count } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { AbReport } from "../../registry/abtests/read-ab-results.ts";
import { tableLines } from "../terminal/table.ts";
import { versionDocument } from "./documents.ts";

/** Returns an A/B test as programs get it. */
export function abDocument({
  test,
  results,
  summary,
  versions,
}: AbReport): Record<string, unknown> {
  const { definition, splits, conclusion } = test;
  const shares = splits.at(-1)?.shares ?? [];
  const { level, power, effect, mode } = definition;
  return {
    id: test.id,
    name: test.name,
    mode,
    state: conclusion ? "concluded" : results.state.kind,
    summary: conclusion?.data.summary ?? summary,
    startedAt: new Date(splits[0].since).toISOString(),
    concludedAt: conclusion ? new Date(conclusion.at).toISOString() : null,
    winner: conclusion?.data.winner ?? null,
    level,
    power,
    effect,
    values: results.values,
    needed: results.needed ?? null,
    expectedEnd:
      results.expectedEnd === undefined ? null : new Date(results.expectedEnd).toISOString(),
    splitP: results.splitP ?? null,
    variants: results.variants.map(({ version, observations }, index) => {
      const found = versions[index];
      return {
        version: found ? versionDocument(found) : { id: version },
        share: (shares[index] ?? 0) / 100,
        observations,
      };
    }),
    metric: metricDocument(results.main),
    guardrails: results.guardrails.map(metricDocument),
    splits: splits.map((split) => ({
      since: new Date(split.since).toISOString(),
      shares: split.shares.map((share) => share / 100),
    })),
    routing: routingOf(test),
  };
}

function metricDocument({ metric, kind, figures, comparisons }: AbMetricResult): object {
  return {
    name: abMetricText(metric),
    better: metric.better,
    kind,
    variants: figures.map((figure) =>
      figure
        ? { count: figure.count, value: figure.value, deviation: figure.deviation ?? null }
        : null,
    ),
    comparisons: comparisons.map((comparison) => ({
      ...comparison,
      relative: comparison.relative ?? null,
    })),
  };
}

/** Returns a table of A/B tests. */
export function abTable(reports: readonly AbReport[]): readonly string[] {
  return tableLines(
    [{ title: "NAME" }, { title: "SPLIT" }, { title: "VERSIONS" }, { title: "STATE" }],
    reports.map(({ test, titles, summary }) => [
      test.name,
      test.definition.mode === "shadow" ? "shadow" : splitText(test.splits.at(-1)?.shares ?? []),
      titles.join(", "),
      test.conclusion ? `Ended. ${test.conclusion.data.summary}` : summary,
    ]),
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
          found ? pText(found.p) : "",
        ];
      });
    }),
  );
}

function comparisonText(found: AbComparison, result: AbMetricResult): string {
  switch (found.verdict) {
    case "too-few":
      return "too few values";
    case "unclear": {
      const factor = result.kind === "share" ? 100 : 1;
      const [low, high] = [found.low, found.high].map((value) =>
        Number((value * factor).toPrecision(2)),
      );
      return `no difference (${low ?? 0} to ${high ?? 0}${factor === 100 ? " points" : ""})`;
    }
    default:
      return `${found.verdict}: ${rangeText(found, result)}`;
  }
}

function pText(p: number): string {
  return p < 0.0001 ? "< 0.0001" : String(Number(p.toPrecision(2)));
}
