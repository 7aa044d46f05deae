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

/** More columns than this are harder to read than more rows. */
const mostOwnSplits = 4;

interface ParsedKey {
  readonly key: string;
  readonly split: string;
  readonly name: string;
}

/**
 * Arranges `train.auc`, `test.auc`, `val_loss` in columns by split when there are at least two
 * splits, else in one column under their full names. Rows are sorted by name. A split may have a name
 * of the person's own: `night.auc` and `night.f1` beside `test.auc` and `test.f1`.
 */
export function metricGrid(keys: readonly string[]): MetricGrid {
  const parsed = parseKeys(keys);
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

function parseKeys(keys: readonly string[]): readonly ParsedKey[] {
  const usual = keys.map((key): ParsedKey => {
    const [, split = "", name = key] = pattern.exec(key) ?? [];
    return { key, split, name };
  });
  const names = new Set(usual.flatMap(({ split, name }) => (split === "" ? [] : [name])));
  const shared = new Map<string, number>();
  for (const entry of usual) {
    const { split, name } = splitAtFirst(entry.key);
    if (entry.split === "" && split !== "" && names.has(name)) {
      shared.set(split, (shared.get(split) ?? 0) + 1);
    }
  }
  const own = [...shared].flatMap(([split, metrics]) => (metrics > 1 ? [split] : []));
  if (own.length > mostOwnSplits) return usual;
  return usual.map((entry) => {
    const parts = splitAtFirst(entry.key);
    return entry.split === "" && own.includes(parts.split) ? parts : entry;
  });
}

function splitAtFirst(key: string): ParsedKey {
  const [, split = "", name = key] = /^([^./]+)[./](.+)$/.exec(key) ?? [];
  return { key, split, name };
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
