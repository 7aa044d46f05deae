import { l10n } from "vscode";
import type { EventId, ModelName, VersionId } from "../../core/model/ids.ts";
import { versionTitle, type VersionOutline } from "../../core/state/version.ts";
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
    ? {
        title: l10n.t("Save report on {0}", titles[0] ?? ""),
        name: l10n.t("{0} report", titles[0] ?? ""),
        subject,
      }
    : {
        title: l10n.t("Save report on {0} versions", titles.length),
        name: l10n.t("{0} comparison", titles.slice(0, 3).join(" ")),
        subject,
      };
}

export function modelCard(version: Named): WantedReport {
  const title = versionTitle(version);
  return {
    title: l10n.t("Save model card of {0}", title),
    name: l10n.t("{0} model card", title),
    subject: { kind: "card", version: version.id },
  };
}

/** @param event the decision; the last one if absent */
export function decisionReport(version: VersionId, title: string, event?: EventId): WantedReport {
  return {
    title: l10n.t("Save decision record of {0}", title),
    name: l10n.t("{0} decision", title),
    subject: { kind: "decision", version, event },
  };
}

/** @param event the rollback; the last one if absent */
export function incidentReport(model: ModelName, event?: EventId): WantedReport {
  return {
    title: l10n.t("Save incident report on {0}", model),
    name: l10n.t("{0} incident", model),
    subject: { kind: "incident", model, event },
  };
}
