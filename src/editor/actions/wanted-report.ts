import type { EventId, ModelName, VersionId } from "../../core/model/ids.ts";
import { versionTitle, type VersionOutline } from "../../core/state/version.ts";
import { count } from "../../core/text/format.ts";
import type { ReportSubject } from "../../registry/reports/make-report.ts";
import type { WantedReport } from "./save-report.ts";

type Named = Pick<VersionOutline, "id" | "model" | "number">;

/** Options of a comparison that a person chose. */
type Choices = Omit<Extract<ReportSubject, { kind: "comparison" }>, "kind" | "versions">;

/** Returns the report on one version, or on how several compare with the first. */
export function versionsReport(versions: readonly Named[], choices: Choices = {}): WantedReport {
  const titles = versions.map(versionTitle);
  const subject = {
    kind: "comparison",
    versions: versions.map(({ id }) => id),
    ...choices,
  } as const;
  return titles.length === 1
    ? { title: `Save report on ${titles[0] ?? ""}`, name: `${titles[0] ?? ""} report`, subject }
    : {
        title: `Save report on ${count(titles.length, "version")}`,
        name: `${titles.slice(0, 3).join(" ")} comparison`,
        subject,
      };
}

export function modelCard(version: Named): WantedReport {
  const title = versionTitle(version);
  return {
    title: `Save model card of ${title}`,
    name: `${title} model card`,
    subject: { kind: "card", version: version.id },
  };
}

/** @param event the decision; the last one if absent */
export function decisionReport(version: VersionId, title: string, event?: EventId): WantedReport {
  return {
    title: `Save decision record of ${title}`,
    name: `${title} decision`,
    subject: { kind: "decision", version, event },
  };
}

/** @param event the rollback; the last one if absent */
export function incidentReport(model: ModelName, event?: EventId): WantedReport {
  return {
    title: `Save incident report on ${model}`,
    name: `${model} incident`,
    subject: { kind: "incident", model, event },
  };
}
