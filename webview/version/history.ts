import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { HistoryEntry } from "../../src/core/events/history.ts";
import { link } from "../ui/links.ts";
import { emptyNote, section } from "../ui/section.ts";
import { timeline } from "../ui/timeline.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";

/**
 * Renders the history of the version, beside that of the stage in use of its model, if the policy has
 * such a stage.
 */
export function historySections(snapshot: VersionSnapshot): TemplateResult {
  const { history, productionHistory, version, productionStage, canExport } = snapshot;
  return html`<div class="columns">
    ${section(l10n.t("History"), timeline(history, canExport ? recordOf : undefined))}
    ${
      productionStage === undefined
        ? nothing
        : section(
            l10n.t("{0} of {1}", productionStage, version.model),
            productionHistory.length > 0
              ? timeline(productionHistory, canExport ? incidentOf : undefined)
              : emptyNote(l10n.t("No version has been in {0} yet.", productionStage)),
          )
    }
  </div>`;
}

/** A promotion has a record, a rollback a report. */
function recordOf(entry: HistoryEntry): TemplateResult | typeof nothing {
  if (entry.kind !== "entered") return incidentOf(entry);
  return html` ·
  ${link(l10n.t("Save record…"), l10n.t("Save the record of this decision"), () => {
    host.send({ type: "save-report", report: "decision", event: entry.id });
  })}`;
}

function incidentOf({ kind, id }: HistoryEntry): TemplateResult | typeof nothing {
  if (kind !== "rolled-back") return nothing;
  return html` ·
  ${link(l10n.t("Save incident report…"), l10n.t("Save a report on this rollback"), () => {
    host.send({ type: "save-report", report: "incident", event: id });
  })}`;
}
