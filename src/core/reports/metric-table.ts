import { formatChange, rowFormat } from "../metrics/metric-format.ts";
import { count } from "../text/format.ts";
import { measuredValues, type MetricRow } from "./comparison.ts";
import { cell, type Cell, type ReportTable } from "./report-document.ts";

const directions = {
  higher: "higher is better",
  lower: "lower is better",
  neutral: undefined,
  unknown: undefined,
} as const;

/**
 * Returns metrics as rows of a table: one precision in a row, the best in bold, changes with their
 * judgement in words.
 */
export function metricTable(rows: readonly MetricRow[]): Pick<ReportTable, "kind" | "rows"> {
  return {
    kind: "table",
    rows: rows.map(({ key, direction, cells }) => {
      const values = measuredValues(cells);
      const format = rowFormat(values);
      const change = (by: number): string => formatChange(by, format);
      return [
        { text: key, note: directions[direction] },
        ...cells.map((each): Cell => {
          if (each.value === undefined) return cell(each.notFinite ? "not finite" : "–");
          const text = format(each.value);
          const base = { text, ...(each.best && { isBest: true }) };
          if (each.change === undefined) return base;
          if (each.better === undefined) return { ...base, note: change(each.change) };
          return {
            ...base,
            note: `${change(each.change)} ${each.better ? "better" : "worse"}`,
            tone: each.better ? "good" : "bad",
          };
        }),
      ];
    }),
  };
}

/**
 * Returns a metric of a version with its change: `test.auc 0.941, +0.012, better`; undefined if it
 * has none.
 */
export function metricChangeText(
  { key, cells }: Pick<MetricRow, "key" | "cells">,
  index: number,
): string | undefined {
  const measured = cells[index];
  if (measured?.value === undefined) return undefined;
  const format = rowFormat(measuredValues(cells));
  const text = `${key} ${format(measured.value)}`;
  if (measured.change === undefined) return text;
  const change = formatChange(measured.change, format);
  if (measured.better === undefined) return `${text}, ${change}`;
  return `${text}, ${change}, ${measured.better ? "better" : "worse"}`;
}

/**
 * Counts the metrics of a version by how they compare with the baseline's: `3 of 6 metrics better, 1
 * worse, 2 equal`; undefined if none is in both.
 */
export function betterCount(rows: readonly MetricRow[], index: number): string | undefined {
  const cells = rows.flatMap(({ cells: all }) => all[index] ?? []);
  const changes = cells.filter(({ change }) => change !== undefined);
  if (changes.length === 0) return undefined;
  const better = changes.filter((each) => each.better === true).length;
  const counts = [
    [changes.filter((each) => each.better === false).length, "worse"],
    [changes.filter(({ change }) => change === 0).length, "equal"],
    [
      changes.filter((each) => each.change !== 0 && each.better === undefined).length,
      "changed, neither better nor worse",
    ],
  ] as const;
  return [
    `${better} of ${count(changes.length, "metric")} better`,
    ...counts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`),
  ].join(", ");
}
