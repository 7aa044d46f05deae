import { l10n } from "vscode";
import { nextMovesText } from "../../core/model/policy/next-move.ts";
import type { Remedies } from "../../core/refusals/words.ts";
import { firstFew } from "../../core/text/format.ts";

/** Remedies of refusals in the editor: commands and buttons, by the titles that they have. */
export const remedies: Remedies = {
  "unknown-model": () => l10n.t("Run “Show Model…” to see the names."),
  "ab-unread": () =>
    l10n.t(
      "Run “Sync with Shared Registry” to bring its observations, or end the test without figures.",
    ),
  "export-target-exists": () => l10n.t("Choose another folder, or replace it knowingly."),
  "report-target-exists": () => l10n.t("Choose another name, or replace it knowingly."),
  "request-unknown": () => l10n.t("Look at the requests that are open in the sidebar."),
  "retention-period": ({ subject, until, passed }) => {
    if (until === undefined) {
      return l10n.t(
        "Run “Edit Notes…” on {0} to write a number of days in its place, or to clear it.",
        subject,
      );
    }
    return passed >= 1
      ? l10n.t(
          "Delete it then, or run “Edit Notes…” on {0} to write {1} or fewer retention days, which the history records.",
          subject,
          passed,
        )
      : l10n.t(
          "Delete it then, or run “Edit Notes…” on {0} to clear its retention days, which the history records.",
          subject,
        );
  },
  "unknown-version-id": () => l10n.t("Refresh and choose a registered version."),
  "version-deleted": () =>
    l10n.t(
      "Run “Show Audit Trail” to see its history. If you still have its files, register them as a new version.",
    ),
  "already-registered": ({ reference }) =>
    l10n.t("Show {0}, or register them again as a new version.", reference),
  "dangerous-file": () => l10n.t("Don't load it. To keep it as evidence, register it knowingly."),
  "ledger-damaged": restoreOrRepair,
  "ledger-damaged-anchor": restoreOrRepair,
  "events-lost": () =>
    l10n.t(
      "Put the file back into .model-registry/ledger from a backup; nothing is written or removed until then. If there is no backup, run “Repair Ledger…” to continue without it.",
    ),
  "event-unknown": () => l10n.t("Choose one from the audit trail."),
  "no-anchor": () =>
    l10n.t(
      "Run “Anchor Ledger in Git”, or fetch refs/notes/model-registry and the tags from the remote.",
    ),
  "policy-mistake": correctPolicy,
  "policy-unreadable": correctPolicy,
  "hooks-not-allowed": () =>
    l10n.t(
      "Run “Allow Hooks…” to look at them and allow them; the permission ends when they change.",
    ),
  "metric-unknown": ({ metrics }) =>
    metrics.length > 0
      ? l10n.t("They have {0}.", firstFew(metrics))
      : l10n.t("Register a version with a file of metrics."),
  "direction-unknown": ({ model, metric }) =>
    l10n.t(
      "Run “Search…” for the versions of {0} and compare their {1}, or choose a version by its number.",
      model,
      metric,
    ),
  "no-rejection-stage": ({ moves }) =>
    `${nextMovesText(moves)} ${l10n.t("Or add such a stage to the policy.")}`,
  "no-request-open": () => l10n.t("Look at the requests that are open in the sidebar."),
  "reproduction-failed": ({ folder }) =>
    l10n.t("Look at its terminal; the work tree is still there: {0}", folder),
  "best-without-bytes": ({ best }) =>
    l10n.t("Run “Verify Registry” to see what is missing; the best would be {0}.", best),
  "no-remote": () => l10n.t("Run “Connect to a Shared Registry…”."),
  "remote-not-approved": () =>
    l10n.t(
      "Run “Connect to a Shared Registry…” to look at the address and approve it. Nothing is sent or fetched until then.",
    ),
  "remote-went-back": () =>
    l10n.t(
      "Make sure that the share is mounted and the address is right. If the remote was emptied on purpose, “Connect to a Shared Registry…” fills it again.",
    ),
  "remote-other-registry": () =>
    l10n.t(
      "Check the address. To bring both together, run “Connect to a Shared Registry…” and join them: versions of equal numbers get new ones, and nothing is lost.",
    ),
};

function restoreOrRepair(): string {
  return l10n.t(
    "The registry is read-only up to there. Restore the file from a backup or another clone, or run “Repair Ledger…”, which keeps all events that can be read.",
  );
}

function correctPolicy(): string {
  return l10n.t(
    "Run “Open Policy” and correct .model-registry/policy.yaml; until then no version is registered or changes its stage.",
  );
}
