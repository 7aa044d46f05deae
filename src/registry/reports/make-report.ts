import { createHash } from "node:crypto";
import { RegistryError } from "../../core/model/refusal.ts";
import { comparisonReportCsv } from "../../core/reports/comparison-csv.ts";
import { comparisonDocument, comparisonTitle } from "../../core/reports/comparison-document.ts";
import { comparisonReportData } from "../../core/reports/comparison-report.ts";
import type { ReportDocument } from "../../core/reports/report-document.ts";
import type { ReportFormat } from "../../core/reports/report-format.ts";
import { reportHtml } from "../../core/reports/report-html.ts";
import { reportJson } from "../../core/reports/report-json.ts";
import { reportMarkdown } from "../../core/reports/report-markdown.ts";
import type { Registry } from "../registry.ts";
import { comparisonDrawings } from "./comparison-drawings.ts";
import { comparisonReport, type ComparisonRequest } from "./comparison-report.ts";

/** A report to make, and its format. */
export type ReportRequest = ({ readonly kind: "comparison" } & ComparisonRequest) & {
  readonly format: ReportFormat;
};

/** A report as text. */
export interface MadeReport {
  readonly title: string;
  readonly text: string;
}

/**
 * Returns a report in a format. Writes nothing.
 *
 * @throws RegistryError `unknown-version`, `version-deleted`, `unknown-model` or `invalid-request`
 */
export async function makeReport(registry: Registry, request: ReportRequest): Promise<MadeReport> {
  const { format } = request;
  const { title, data, document, csv } = await readReport(registry, request);
  switch (format) {
    case "json":
      return { title, text: reportJson(data) };
    case "md":
      return { title, text: reportMarkdown(await document()) };
    case "html":
      return { title, text: reportHtml(await document(), sha256Base64) };
    case "csv":
      if (csv) return { title, text: csv() };
      throw new RegistryError({
        code: "invalid-request",
        message: `${title} has no form as a table.`,
        wayOut: "Choose HTML, Markdown or JSON.",
      });
  }
}

/** A report before it is written out. */
interface ReadReport {
  readonly title: string;
  readonly data: unknown;
  readonly document: () => Promise<ReportDocument>;
  readonly csv?: () => string;
}

async function readReport(registry: Registry, request: ReportRequest): Promise<ReadReport> {
  const report = await comparisonReport(registry, request);
  return {
    title: comparisonTitle(report),
    data: comparisonReportData(report),
    document: async () => comparisonDocument(report, await comparisonDrawings(registry, report)),
    csv: () => comparisonReportCsv(report),
  };
}

function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
