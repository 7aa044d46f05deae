import type { Metrics } from "../model/recipe.ts";

/** Names for the same part of the data, a line each. */
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
 * Returns a metric as a policy names it. Without a split its key must be `name` exactly; with one
 * it may be written in the usual ways: `test.auc`, `test_auc`, `test/auc`, `auc.test`,
 * `holdout_auc`…
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

/**
 * Finds a metric by its key, else the first that is called so beside a split or in another case:
 * `accuracy` finds `test.accuracy`.
 */
export function findNamedMetric(metrics: Metrics, name: string): FoundMetric | undefined {
  const exact = findMetric(metrics, name, undefined);
  if (exact) return exact;
  const [similar] = similarMetrics(metrics, name);
  return similar === undefined ? undefined : findMetric(metrics, similar, undefined);
}

/**
 * Finds a metric on training and on held-out data. A name without a split means the other split:
 * `accuracy` is held out beside `train_accuracy`, `acc` is of training beside `val_acc`.
 */
export function findBothSplits(
  metrics: Metrics,
  name: string,
): { readonly train: FoundMetric | undefined; readonly test: FoundMetric | undefined } {
  const train = findMetric(metrics, name, "train");
  const test = findMetric(metrics, name, "test");
  if (train && test) return { train, test };
  const bare = findMetric(metrics, name, undefined);
  const held = test ?? findMetric(metrics, name, "val");
  return train ? { train, test: test ?? bare ?? held } : { train: held && bare, test: held };
}

/** Maximum number of similar metrics named. */
const mostSimilar = 3;

/**
 * Returns the keys of metrics that a policy may have meant by a name that none has: those that hold
 * the name beside a split (`test.auc`, `auc/test`), or differ from it in case and punctuation only.
 */
export function similarMetrics(metrics: Metrics, name: string): readonly string[] {
  const found = namesIn.get(metrics) ?? namesOf(metrics);
  namesIn.set(metrics, found);
  return found.get(folded(name)) ?? [];
}

/** Cache of names, built once for all the rules that a version is checked against. */
const namesIn = new WeakMap<Metrics, ReadonlyMap<string, readonly string[]>>();

/**
 * Returns the keys by what is before and after their first and last separators, and by all of it.
 */
function namesOf(metrics: Metrics): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const key of Object.keys(metrics)) {
    const [, first = ""] = /^([^._/-]*)/.exec(key) ?? [];
    const [, last = ""] = /([^._/-]*)$/.exec(key) ?? [];
    const rest = [key.slice(first.length), key.slice(0, key.length - last.length)];
    for (const name of new Set([key, first, last, ...rest].map(folded))) {
      const known = keys.get(name);
      if (!known) keys.set(name, [key]);
      else if (known.length < mostSimilar) known.push(key);
    }
  }
  keys.delete("");
  return keys;
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
