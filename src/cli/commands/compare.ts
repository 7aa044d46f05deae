import type { Command } from "commander";
import { directionSigns } from "../../core/metrics/metric-direction.ts";
import { formatChange, rowFormat, type NumberFormat } from "../../core/metrics/metric-format.ts";
import { factSections, factText, sectionTitles } from "../../core/reports/comparison-export.ts";
import {
  compareVersions,
  measuredValues,
  type Comparison,
  type MetricCell,
} from "../../core/reports/comparison.ts";
import { versionReference, type VersionDetail } from "../../core/state/version.ts";
import { count } from "../../core/text/format.ts";
import { versionDetails } from "../../registry/versions/version-details.ts";
import { versionDocument } from "../documents.ts";
import { addHelp } from "../options.ts";
import { versionOf } from "../references.ts";
import { run } from "../run.ts";
import { tableLines } from "../table.ts";

/** Defines `model-registry compare`. */
export function defineCompare(command: Command): void {
  addHelp(command, {
    examples: [
      "compare fraud-detection@Production fraud-detection@latest",
      "compare fraud-detection@3 fraud-detection@4 fraud-detection@5 --json",
    ],
  })
    .argument("<baseline>", "reference of the version that the others are compared with")
    .argument("<others...>", "references of one or more others")
    .action((first: string, others: readonly string[], _options: unknown, command: Command) =>
      run(command, async ({ registry, output }) => {
        const versions = await Promise.all(
          [first, ...others].map(async (text) => (await versionOf({ registry, output }, text)).id),
        );
        const details = await versionDetails(registry, { versions });
        const comparison = compareVersions(
          details.map((detail) => {
            const { recipe, inspection } = detail.registration;
            return { ...detail, recipe, inspection };
          }),
          { baseline: 0, directions: {} },
        );
        output.answer(
          { versions: details.map(versionDocument), baseline: 0, comparison },
          comparisonLines(details, comparison),
        );
        const [baseline] = details;
        if (baseline && details.every(({ id }) => id === baseline.id)) {
          output.note(`${versionReference(baseline)} is compared with itself.`);
        }
      }),
    );
}

function comparisonLines(
  versions: readonly VersionDetail[],
  comparison: Comparison,
): readonly string[] {
  const titles = versions.map((version) => `${versionReference(version)} ${version.stage}`);
  const table = (
    title: string,
    rows: readonly (readonly string[])[],
    align: "left" | "right",
  ): readonly string[] =>
    tableLines([{ title }, ...titles.map((version) => ({ title: version, align }))], rows);

  const metrics = comparison.metrics.map(({ key, direction, cells }) => [
    `${key} ${directionSigns[direction]}`.trim(),
    ...cells.map((cell) => metricText(cell, rowFormat(measuredValues(cells)))),
  ]);
  const lines = metrics.length > 0 ? [table("METRIC  (* best)", metrics, "right")] : [];
  for (const section of factSections) {
    const differing = comparison[section].filter((row) => row.differs);
    const equal = comparison[section].length - differing.length;
    if (differing.length === 0) continue;
    const rows = differing.map(({ key, cells }) => [
      key,
      ...cells.map((cell) => (cell === undefined ? "" : factText(section, key, cell))),
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

function metricText({ value, change, best }: MetricCell, format: NumberFormat): string {
  if (value === undefined) return "";
  const text = change === undefined ? "" : ` (${formatChange(change, format)})`;
  return `${format(value)}${text}${best ? " *" : "  "}`;
}
