import { createHash } from "node:crypto";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { comparisonReportCsv } from "../../core/reports/comparison-csv.ts";
import { comparisonDocument, comparisonTitle } from "../../core/reports/comparison-document.ts";
import { comparisonReportData } from "../../core/reports/comparison-report.ts";
import {
  decisionDocument,
  decisionRecordData,
  decisionTitle,
} from "../../core/reports/decision-record.ts";
import {
  incidentDocument,
  incidentReportData,
  incidentTitle,
} from "../../core/reports/incident-report.ts";
import {
  modelCardData,
  modelCardDocument,
  modelCardMarkdown,
} from "../../core/reports/model-card-document.ts";
import type { ReportChart, ReportDocument } from "../../core/reports/report-document.ts";
import type { ReportFormat } from "../../core/reports/report-format.ts";
import { reportHtml } from "../../core/reports/report-html.ts";
import { reportJson } from "../../core/reports/report-json.ts";
import { reportMarkdown } from "../../core/reports/report-markdown.ts";
import { versionTitle } from "../../core/state/version.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { Registry } from "../registry.ts";
import { comparisonDrawings } from "./comparison-drawings.ts";
import { comparisonReport, type ComparisonRequest } from "./comparison-report.ts";
import { decisionRecord, type DecisionRequest } from "./decision-record.ts";
import { incidentReport } from "./incident-report.ts";
import type { IncidentRequest } from "./incident-subject.ts";
import { modelCard } from "./model-card.ts";

/** A report to make. */
export type ReportSubject =
  | ({ readonly kind: "comparison" } & ComparisonRequest)
  | { readonly kind: "card"; readonly version: VersionId }
  | ({ readonly kind: "decision" } & DecisionRequest)
  | ({ readonly kind: "incident" } & IncidentRequest);

export type ReportRequest = ReportSubject & { readonly format: ReportFormat };

/** A report as text. */
export interface MadeReport {
  readonly title: string;
  readonly text: string;
}

/**
 * Returns a report in a format. Writes nothing. Reports are read by people elsewhere, too: they are
 * in English in any editor.
 *
 * @throws RegistryError `unknown-version`, `version-deleted`, `unknown-model` or `invalid-request`
 */
export async function makeReport(registry: Registry, request: ReportRequest): Promise<MadeReport> {
  const report = await readReport(registry, request);
  const charts = request.format === "html" ? await report.charts?.() : undefined;
  return inEnglish(() => written(report, request.format, charts ?? []));
}

function written(
  report: ReadReport,
  format: ReportFormat,
  charts: readonly ReportChart[],
): MadeReport {
  const title = report.title();
  switch (format) {
    case "json":
      return { title, text: reportJson(report.data()) };
    case "md":
      return { title, text: report.markdown?.() ?? reportMarkdown(report.document([])) };
    case "html":
      return { title, text: reportHtml(report.document(charts), sha256Base64) };
    case "csv":
      if (report.csv) return { title, text: report.csv() };
      throw new RegistryError({ code: "invalid-request", reason: "report-is-no-table", title });
  }
}

/** A report before it is written out. */
interface ReadReport {
  readonly title: () => string;
  /** Returns it for programs. */
  readonly data: () => unknown;
  readonly document: (charts: readonly ReportChart[]) => ReportDocument;
  readonly charts?: () => Promise<readonly ReportChart[]>;
  /** Set where it differs from what is made of the document. */
  readonly markdown?: () => string;
  readonly csv?: () => string;
}

async function readReport(registry: Registry, subject: ReportSubject): Promise<ReadReport> {
  switch (subject.kind) {
    case "comparison": {
      const report = await comparisonReport(registry, subject);
      return {
        title: () => comparisonTitle(report),
        data: () => comparisonReportData(report),
        document: (charts) => comparisonDocument(report, charts),
        charts: () => comparisonDrawings(registry, report),
        csv: () => comparisonReportCsv(report),
      };
    }
    case "card": {
      const card = await modelCard(registry, subject);
      return {
        title: () => `Model card of ${versionTitle(card.version)}`,
        data: () => modelCardData(card),
        document: () => modelCardDocument(card),
        markdown: () => modelCardMarkdown(card),
      };
    }
    case "decision": {
      const record = await decisionRecord(registry, subject);
      return {
        title: () => decisionTitle(record),
        data: () => decisionRecordData(record),
        document: () => decisionDocument(record),
      };
    }
    case "incident": {
      const report = await incidentReport(registry, subject);
      const { comparison } = report;
      return {
        title: () => incidentTitle(report),
        data: () => incidentReportData(report),
        document: (charts) => incidentDocument(report, charts),
        ...(comparison && { charts: () => comparisonDrawings(registry, comparison) }),
      };
    }
  }
}

function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
