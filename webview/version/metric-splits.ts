/** Metrics with one column for each part of the data they were measured on. */
export interface MetricGrid {
  /** Names of the columns; `""` is for metrics that name no split. */
  readonly splits: readonly string[];
  /** A row for each metric: its name, and its key in each column where it has one. */
  readonly rows: readonly MetricGridRow[];
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
const pattern = new RegExp(`^(${order.join("|")})[._/-](.+)$`, "i");

/**
 * Arranges `train.auc`, `test.auc`, `val_loss` in columns by split when there are at least two
 * splits, else in one column under their full names. Rows are sorted by name.
 */
export function metricGrid(keys: readonly string[]): MetricGrid {
  const parsed = keys.map((key) => {
    const [, split = "", name = key] = pattern.exec(key) ?? [];
    return { key, split, name };
  });
  const splits = [...new Set(parsed.map(({ split }) => split))].sort((a, b) => rank(a) - rank(b));
  if (splits.filter((split) => split !== "").length < 2) {
    return { splits: [""], rows: [...keys].sort().map((key) => ({ name: key, keys: [key] })) };
  }
  const names = [...new Set(parsed.map(({ name }) => name))].sort();
  return {
    splits,
    rows: names.map((name) => ({
      name,
      keys: splits.map(
        (split) => parsed.find((entry) => entry.name === name && entry.split === split)?.key,
      ),
    })),
  };
}

function rank(split: string): number {
  return split === "" ? order.length : order.indexOf(split.toLowerCase());
}
