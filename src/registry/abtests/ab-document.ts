import type { AbMetricResult } from "../../core/abtests/ab-results.ts";
import { routingOf } from "../../core/abtests/ab-test.ts";
import { abMetricText } from "../../core/abtests/parse-metric.ts";
import type { Version } from "../../core/state/version.ts";
import type { AbReport, UnreadAbTest } from "./read-ab-results.ts";

/**
 * Returns an A/B test with its results as programs get it, on the command line and by HTTP.
 *
 * @param versionOf returns what programs get of a version
 */
export function abReportDocument(
  { test, results, summary, versions }: AbReport,
  versionOf: (version: Version) => object,
): Record<string, unknown> {
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
        version: found ? versionOf(found) : { id: version },
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

/** Returns an A/B test whose results can't be read as programs get it. */
export function unreadAbDocument({ test, problem }: UnreadAbTest): Record<string, unknown> {
  return {
    id: test.id,
    name: test.name,
    mode: test.definition.mode,
    state: test.conclusion ? "concluded" : "unread",
    summary: test.conclusion?.data.summary ?? problem,
    winner: test.conclusion?.data.winner ?? null,
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
