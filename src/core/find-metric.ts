import type { Metrics } from "./recipe.ts";

/** What people call the same part of the data. */
const synonyms: readonly (readonly string[])[] = [
  ["train", "training"],
  ["test", "holdout"],
  ["val", "valid", "validation", "eval", "dev"],
];

/** A metric of a version and the key under which it was recorded. */
export interface FoundMetric {
  readonly key: string;
  readonly value: number;
}

/**
 * A metric as a policy names it. Without a split its key must be `name` exactly; with one it may be
 * written in the usual ways: `test.auc`, `test_auc`, `test/auc`, `auc.test`, `holdout_auc`…
 */
export function findMetric(
  metrics: Metrics,
  name: string,
  split: string | undefined,
): FoundMetric | undefined {
  for (const key of split === undefined ? [name] : keysFor(name, split)) {
    const value = Object.hasOwn(metrics, key) ? metrics[key] : undefined;
    if (value !== undefined) return { key, value };
  }
  return undefined;
}

/** At most so many are named. */
const mostSimilar = 3;

/**
 * The keys of metrics that a policy may have meant by a name that none has: those that hold the name
 * beside something else, or differ from it in case and punctuation only.
 */
export function similarMetrics(metrics: Metrics, name: string): readonly string[] {
  const wanted = folded(name);
  if (wanted === "") return [];
  return Object.keys(metrics)
    .filter((key) => {
      const text = folded(key);
      return text.startsWith(wanted) || text.endsWith(wanted);
    })
    .slice(0, mostSimilar);
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function keysFor(name: string, split: string): readonly string[] {
  const names = synonyms.find((group) => group.includes(split)) ?? [];
  return [split, ...names.filter((other) => other !== split)].flatMap((part) =>
    [".", "_", "/", "-"].flatMap((separator) => [
      `${part}${separator}${name}`,
      `${name}${separator}${part}`,
    ]),
  );
}
