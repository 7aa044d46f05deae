import { findBothSplits, findMetric } from "../../core/metrics/find-metric.ts";
import type { Metrics } from "../../core/model/recipe.ts";
import type { RecordedNames } from "../index/search/recorded-names.ts";
import type { Place, PolicySuggestion } from "./policy-places.ts";

/** Returns the recorded names that fit the value at a place: of metrics, splits or tags. */
export function namesAt(
  { path, map }: Place,
  { metrics, tags }: Pick<RecordedNames, "metrics" | "tags">,
): readonly PolicySuggestion[] {
  const [gates, , rule, entry, key] = path;
  if (gates !== "gates" || entry !== undefined || path.length !== 5) return [];
  if (rule === "tags" && key === "tag") return tags.map((text) => ({ text }));
  if (rule !== "metrics" && rule !== "noRegression" && rule !== "maxGap") return [];
  const names = (found: Iterable<string>): readonly PolicySuggestion[] =>
    [...new Set(found)].map((text) => ({ text }));
  const all: Metrics = Object.fromEntries(metrics.map((each) => [each, 0]));
  const parts = metrics.map(partsOf);
  if (key === "split" && rule !== "maxGap") {
    const metric = textIn(map, "metric");
    const splits = parts.flatMap(({ splits: found }) => found);
    return names(splits.filter((split) => metric === undefined || findMetric(all, metric, split)));
  }
  if (key !== "metric") return [];
  const within = parts.flatMap(({ names: found }) => found);
  if (rule === "maxGap") {
    return names(
      within.filter((name) => {
        const { train, test } = findBothSplits(all, name);
        return train !== undefined && test !== undefined;
      }),
    );
  }
  const split = textIn(map, "split");
  if (split === undefined) return names(metrics);
  return names(within.filter((name) => findMetric(all, name, split)));
}

const splitWords = "train|training|test|holdout|val|valid|validation|eval|dev|cv";
const splitFirst = new RegExp(`^(${splitWords})[._/-](.+)$`);
const splitLast = new RegExp(`^(.+)[._/-](${splitWords})$`);

/** Splits a key into the data that it names and the metric's own name, where it can be. */
function partsOf(key: string): {
  readonly splits: readonly string[];
  readonly names: readonly string[];
} {
  const [, first, rest] = splitFirst.exec(key) ?? [];
  if (first !== undefined && rest !== undefined) return { splits: [first], names: [rest] };
  const [, begin, last] = splitLast.exec(key) ?? [];
  if (begin !== undefined && last !== undefined) return { splits: [last], names: [begin] };
  return { splits: [], names: [key] };
}

function textIn(map: Place["map"], key: string): string | undefined {
  const value = map?.get(key);
  return typeof value === "string" ? value : undefined;
}
