import { directionSigns } from "../../core/metrics/metric-direction.ts";
import { formatChange, rowFormat, type NumberFormat } from "../../core/metrics/metric-format.ts";
import { factSections, factTexts, sectionTitles } from "../../core/reports/comparison-export.ts";
import { measuredValues, type Comparison, type MetricCell } from "../../core/reports/comparison.ts";
import { count } from "../../core/text/format.ts";
import { tableLines } from "../terminal/table.ts";

/**
 * Returns a comparison as aligned tables: all metrics, and of everything else what differs.
 *
 * @param titles of the columns
 */
export function comparisonLines(
  titles: readonly string[],
  comparison: Comparison,
): readonly string[] {
  const table = (
    title: string,
    rows: readonly (readonly string[])[],
    align: "left" | "right",
  ): readonly string[] =>
    tableLines([{ title }, ...titles.map((each) => ({ title: each, align }))], rows);

  const metrics = comparison.metrics.map(({ key, direction, cells }) => [
    `${key} ${directionSigns[direction]}`.trim(),
    ...cells.map((cell) => metricText(cell, rowFormat(measuredValues(cells)))),
  ]);
  const lines = metrics.length > 0 ? [table("METRIC  (* best)", metrics, "right")] : [];
  for (const section of factSections) {
    const differing = comparison[section].filter((row) => row.differs);
    const equal = comparison[section].length - differing.length;
    if (differing.length === 0) continue;
    const rows = differing.map((row) => [
      row.key,
      ...factTexts(section, row).map((cell) => cell ?? ""),
    ]);
    const folded = equal > 0 ? [`${count(equal, "row")} equal`] : [];
    lines.push([...table(sectionTitles[section].toUpperCase(), rows, "left"), ...folded]);
  }
  const differs = factSections.some((section) => comparison[section].some((row) => row.differs));
  if (!differs) {
    const metricsDiffer = comparison.metrics.some((row) => row.differs);
    lines.push([
      metricsDiffer
        ? "Nothing else that is recorded differs."
        : "Nothing that is recorded differs.",
    ]);
  }
  return lines.flatMap((section, index) => (index === 0 ? section : ["", ...section]));
}

function metricText({ value, change, best, notFinite }: MetricCell, format: NumberFormat): string {
  if (value === undefined) return notFinite ? "not finite  " : "";
  const text = change === undefined ? "" : ` (${formatChange(change, format)})`;
  return `${format(value)}${text}${best ? " *" : "  "}`;
}
