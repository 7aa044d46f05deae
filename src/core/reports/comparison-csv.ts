import { identityText } from "../model/recipe/identity.ts";
import { csvLine } from "../text/csv.ts";
import { comparisonCsv } from "./comparison-export.ts";
import { gateRows, type ComparisonReport, type ReportedVersion } from "./comparison-report.ts";

/**
 * Returns a comparison report as CSV: a line for each row, a column for each version, numbers in
 * full precision.
 */
export function comparisonReportCsv(report: ComparisonReport): string {
  const { versions, comparison, gates } = report;
  const row = (
    section: string,
    name: string,
    of: (version: ReportedVersion) => string | undefined,
  ): readonly string[] => [section, name, ...versions.map((version) => of(version) ?? "")];
  const more = [
    row("Version", "label", ({ label }) => label),
    row("Version", "aliases", ({ aliases }) => aliases?.join(" ")),
    row("Version", "stage since", ({ stageSince }) => stageSince),
    row("Version", "registered at", ({ registeredAt }) => registeredAt),
    row("Version", "registered by", ({ registeredBy }) => identityText(registeredBy)),
    ...(gates ? gateRows(gates) : []).map(({ name, required, cells }) => [
      `Gates of ${gates?.stage ?? ""}`,
      `${name}: ${required}`,
      ...cells.map((check) =>
        check ? `${check.passed ? "passed" : "failed"}: ${check.actual}` : "",
      ),
    ]),
  ].filter(([, , ...values]) => values.some((value) => value !== ""));
  return (
    comparisonCsv(versions, comparison) + more.map((fields) => `${csvLine(fields)}\r\n`).join("")
  );
}
