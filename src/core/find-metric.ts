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

function keysFor(name: string, split: string): readonly string[] {
  const names = synonyms.find((group) => group.includes(split)) ?? [];
  return [split, ...names.filter((other) => other !== split)].flatMap((part) =>
    [".", "_", "/", "-"].flatMap((separator) => [
      `${part}${separator}${name}`,
      `${name}${separator}${part}`,
    ]),
  );
}
