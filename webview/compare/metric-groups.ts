import type { MetricRow } from "../../src/core/reports/comparison.ts";
import { groupBy } from "../ui/group-by.ts";

/** Metrics of one prefix: `test` of `test.auc`; those without one have the empty name. */
export interface MetricGroup {
  readonly name: string;
  readonly rows: readonly MetricRow[];
}

/**
 * Groups metrics by what they were measured on, those without a prefix first. A single prefix is no
 * group: its name would be said over all rows.
 *
 * @param main the metric that stands for the versions; it keeps its place before all groups
 */
export function metricGroups(
  rows: readonly MetricRow[],
  main: string | undefined,
): readonly MetricGroup[] {
  const [first] = rows;
  const leading = first && first.key === main ? [first] : [];
  const groups = groupBy(rows.slice(leading.length), ({ key }) =>
    key.slice(0, Math.max(0, key.lastIndexOf("."))),
  );
  const named = [...groups].filter(([name]) => name !== "");
  if (named.length < 2) return [{ name: "", rows }];
  const bare = [...leading, ...(groups.get("") ?? [])];
  return [
    ...(bare.length > 0 ? [{ name: "", rows: bare }] : []),
    ...named.map(([name, each]) => ({ name, rows: each })),
  ];
}
