import * as l10n from "@vscode/l10n";
import { findBothSplits, findMetric, similarMetrics } from "../metrics/find-metric.ts";
import type { Policy } from "../model/policy.ts";
import type { Metrics } from "../model/recipe.ts";
import { findNearest } from "../text/find-nearest.ts";
import type { PolicyNote } from "./policy-notes.ts";

/**
 * Returns the rules of a policy about metrics that no version was ever recorded with: most likely
 * misspelt. Says nothing while no metric is recorded at all.
 *
 * @param recorded keys of all metrics of the registry
 */
export function unknownMetricNotes(
  policy: Policy,
  recorded: readonly string[],
): readonly PolicyNote[] {
  if (recorded.length === 0) return [];
  const all: Metrics = Object.fromEntries(recorded.map((key) => [key, 0]));
  return policy.stages.flatMap(({ name, gates }) => {
    if (!gates) return [];
    const note = (rule: string, index: number, text: string): PolicyNote => ({
      path: ["gates", name, rule, index, "metric"],
      aboutValue: true,
      text,
    });
    const bounds = (["metrics", "noRegression"] as const).flatMap((rule) =>
      gates[rule].flatMap(({ metric, split }, index) =>
        findMetric(all, metric, split) ? [] : [note(rule, index, unknown(all, metric, split))],
      ),
    );
    const gaps = gates.maxGap.flatMap(({ metric }, index) => {
      const { train, test } = findBothSplits(all, metric);
      if (train && test) return [];
      const half = l10n.t(
        "no version has recorded {0} both on training data and on other data",
        metric,
      );
      return [note("maxGap", index, train || test ? half : unknown(all, metric, undefined))];
    });
    return [...bounds, ...gaps];
  });
}

function unknown(all: Metrics, metric: string, split: string | undefined): string {
  const name = split === undefined ? metric : `${split}.${metric}`;
  const nearest = nearestMetrics(all, metric, name);
  if (nearest.length === 0) return l10n.t("no version has recorded the metric {0}", name);
  const names = nearest.join(", ");
  return l10n.t("no version has recorded the metric {0}; the nearest is {1}", name, names);
}

/** Returns keys that were perhaps meant by a name. */
function nearestMetrics(all: Metrics, metric: string, name: string): readonly string[] {
  const similar = similarMetrics(all, metric);
  if (similar.length > 0) return similar;
  const keys = Object.keys(all);
  const nearest = findNearest(name, keys) ?? findNearest(metric, keys);
  if (nearest !== undefined) return [nearest];
  // A slip in a name that stands beside a split: `acuracy` for `test.accuracy`.
  const parts = keys.map((key) => key.replace(/^[^._/-]*[._/-]/, ""));
  const part = findNearest(metric, parts);
  return part === undefined ? [] : similarMetrics(all, part);
}
