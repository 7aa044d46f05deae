import { compareNaturally } from "../text/natural-order.ts";

/** A metric in its group: `auc` of the group `test`, recorded as `test.auc`. */
export interface GroupedMetric {
  readonly key: string;
  /** The key without the name of its group. */
  readonly name: string;
}

/** Metrics that were measured on the same data: a split such as `test`, a slice such as `apac`. */
export interface MetricGroup {
  /** Empty for metrics that name no group. */
  readonly name: string;
  readonly metrics: readonly GroupedMetric[];
}

/** The usual names of splits, the most telling first. */
const usualSplits = [
  ["test", "holdout"],
  ["val", "valid", "validation", "eval", "dev", "cv"],
  ["train", "training"],
] as const;
const splitPattern = new RegExp(`^(${usualSplits.flat().join("|")})[._/-](.+)$`, "i");

/**
 * Groups metrics by what they were measured on: those that name nothing first, then the usual splits
 * (`test.auc`, `val_loss`), then any other prefix that metrics share, in natural order. A prefix ends
 * at the last dot or slash (`slice_apac.auc`); at an underscore only if all its metrics are also
 * recorded without it (`apac_auc` and `apac_f1` beside `auc` and `f1`). A prefix of a single metric
 * is a group only beside others, and one of all metrics is none.
 */
export function groupMetrics(keys: readonly string[]): readonly MetricGroup[] {
  const groups = new Map<string, GroupedMetric[]>();
  for (const { group, ...metric } of withSharedWords(keys.map(splitKey))) {
    const known = groups.get(group);
    if (known) known.push(metric);
    else groups.set(group, [metric]);
  }
  const named = [...groups].filter(([name]) => name !== "");
  const isShared = named.length > 1 || named.some(([, metrics]) => metrics.length > 1);
  if (!isShared || groups.size === 1) {
    return keys.length === 0
      ? []
      : [{ name: "", metrics: keys.map((key) => ({ key, name: key })) }];
  }
  return [...groups]
    .map(([name, metrics]) => ({ name, metrics }))
    .sort((a, b) => rank(a.name) - rank(b.name) || compareNaturally(a.name, b.name));
}

/** Returns true for the usual name of a split. */
export function isUsualSplit(group: string): boolean {
  return usualSplits.flat().some((split) => split === group.toLowerCase());
}

interface SplitKey extends GroupedMetric {
  readonly group: string;
}

function splitKey(key: string): SplitKey {
  const [, split, rest] = splitPattern.exec(key) ?? [];
  if (split !== undefined && rest !== undefined && !/[./]/.test(rest)) {
    return { key, group: split, name: rest };
  }
  const [, group = "", name = key] = /^(.+)[./]([^./]+)$/.exec(key) ?? [];
  return { key, group, name };
}

/** Finds groups whose names end at an underscore. */
function withSharedWords(metrics: readonly SplitKey[]): readonly SplitKey[] {
  const known = new Set(metrics.map(({ name }) => name));
  const found = new Map<string, Map<string, string>>();
  const candidates = new Map<string, number>();
  for (const { key, group } of metrics) {
    if (group !== "") continue;
    for (const [prefix, name] of cutsAtUnderscores(key)) {
      candidates.set(prefix, (candidates.get(prefix) ?? 0) + 1);
      if (!known.has(name)) continue;
      const names = found.get(prefix) ?? new Map<string, string>();
      found.set(prefix, names.set(key, name));
    }
  }
  return metrics.map((metric) => {
    if (metric.group !== "") return metric;
    for (const [prefix, name] of cutsAtUnderscores(metric.key)) {
      const names = found.get(prefix);
      const isGroup = names && names.size > 1 && names.size === candidates.get(prefix);
      if (isGroup && names.has(metric.key)) return { key: metric.key, group: prefix, name };
    }
    return metric;
  });
}

/** Returns the ways to cut a key at an underscore, the shortest prefix first. */
function cutsAtUnderscores(key: string): readonly (readonly [prefix: string, name: string])[] {
  return [...key.matchAll(/_/g)].flatMap(({ index }) =>
    index > 0 && index < key.length - 1 ? [[key.slice(0, index), key.slice(index + 1)]] : [],
  );
}

function rank(group: string): number {
  if (group === "") return -1;
  const place = usualSplits.findIndex((names) =>
    names.some((name) => name === group.toLowerCase()),
  );
  return place < 0 ? usualSplits.length : place;
}
