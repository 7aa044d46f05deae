import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import type { DescribedRun } from "./protocol.ts";

/** Returns the state of a run in words. */
export function statusText(status: DescribedRun["status"]): string {
  switch (status) {
    case "scheduled":
      return l10n.t("Scheduled");
    case "running":
      return l10n.t("Running");
    case "interrupted":
      return l10n.t("Interrupted");
    case "finished":
      return l10n.t("Finished");
    case "failed":
      return l10n.t("Failed");
    case "killed":
      return l10n.t("Killed");
    case "ended":
      return l10n.t("Ended");
  }
}

const icons = {
  scheduled: "watch",
  running: "sync",
  interrupted: "debug-disconnect",
  finished: "pass",
  failed: "error",
  killed: "circle-slash",
  ended: "circle-outline",
} as const;

/** Renders the state of a run with its symbol. */
export function statusBadge({ status }: Pick<DescribedRun, "status">): TemplateResult {
  return html`<span class="run-status run-status-${status}"
    >${icon(icons[status])} ${statusText(status)}</span
  >`;
}
