import {
  groupMetrics,
  isUsualSplit,
  type MetricGroup,
} from "../../src/core/metrics/metric-groups.ts";

/** Metrics with one column for each part of the data they were measured on. */
export interface MetricGrid {
  /** Names of the columns; `""` is for metrics that name no split. */
  readonly splits: readonly string[];
  /** A row for each metric: its name, and its key in each column where it has one. */
  readonly rows: readonly MetricGridRow[];
  /** Groups that have rows of their own: slices, classes. */
  readonly groups: readonly MetricGroup[];
}

export interface MetricGridRow {
  readonly name: string;
  readonly keys: readonly (string | undefined)[];
}

/** The usual names of splits, in the order in which data passes through them. */
const order = [
  "train",
  "training",
  "cv",
  "dev",
  "val",
  "valid",
  "validation",
  "eval",
  "test",
  "holdout",
];

/** More columns than this are harder to read than more rows. */
const mostOwnSplits = 4;

/**
 * Arranges `train.auc`, `test.auc`, `val_loss` in columns by split when there are at least two
 * splits, else in one column under their full names. Rows are sorted by name. Up to four groups of
 * the person's own are columns too if they have the metrics of a usual split (`night.auc` and
 * `night.f1` beside `test.auc` and `test.f1`); other groups have rows of their own.
 */
export function metricGrid(keys: readonly string[]): MetricGrid {
  const all = groupMetrics(keys);
  const usual = all.filter(({ name }) => isUsualSplit(name));
  const own = ownSplits(all, usual);
  const isColumn = (group: MetricGroup): boolean =>
    group.name === "" || usual.includes(group) || own.includes(group);
  const columns = all.filter(isColumn);
  const groups = all.filter((group) => !isColumn(group));
  if (columns.filter(({ name }) => name !== "").length < 2) {
    const rows = columns.flatMap(({ metrics }) => metrics.map(({ key }) => key)).sort();
    return { splits: [""], rows: rows.map((key) => ({ name: key, keys: [key] })), groups };
  }
  const sorted = columns.toSorted((a, b) => rank(a.name) - rank(b.name));
  const names = [...new Set(columns.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
  return {
    splits: sorted.map(({ name }) => name),
    rows: names.sort().map((name) => ({
      name,
      keys: sorted.map(({ metrics }) => metrics.find((metric) => metric.name === name)?.key),
    })),
    groups,
  };
}

function ownSplits(
  all: readonly MetricGroup[],
  usual: readonly MetricGroup[],
): readonly MetricGroup[] {
  const names = new Set(usual.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const own = all.filter(
    (group) =>
      group.name !== "" &&
      !usual.includes(group) &&
      group.metrics.filter(({ name }) => names.has(name)).length > 1,
  );
  return own.length > mostOwnSplits ? [] : own;
}

/** The usual ones first, then the person's own, then what names none. */
function rank(split: string): number {
  if (split === "") return order.length + 1;
  const place = order.indexOf(split.toLowerCase());
  return place < 0 ? order.length : place;
}

/** Returns the rows with the one that holds this key first. */
export function mainFirst(rows: readonly MetricGridRow[], main: string): readonly MetricGridRow[] {
  const isMain = ({ keys }: MetricGridRow): boolean => keys.includes(main);
  return [...rows.filter(isMain), ...rows.filter((row) => !isMain(row))];
}
