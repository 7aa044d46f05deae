import * as l10n from "@vscode/l10n";
import { protectionText } from "../model/policy/protection.ts";
import type { RetentionRule } from "../model/policy.ts";
import { formatNumber } from "../text/language.ts";
import { periodText } from "./retention-period.ts";
import type { KeptFor, RetentionEntry } from "./retention.ts";

/**
 * Describes a retention rule in sentences: `The last 5 versions stay, older ones are archived.
 * Archived versions are deleted after 90 days.`
 */
export function retentionRuleText({ keepLast, deleteAfterDays }: RetentionRule): string {
  return [
    ...(keepLast === undefined ? [] : [archivingText(keepLast)]),
    ...(deleteAfterDays === undefined ? [] : [deletionText(deleteAfterDays)]),
  ].join(" ");
}

function archivingText(keepLast: number): string {
  if (keepLast === 0) return l10n.t("All versions are archived.");
  return keepLast === 1
    ? l10n.t("The last version stays, older ones are archived.")
    : l10n.t("The last {0} versions stay, older ones are archived.", formatNumber(keepLast));
}

function deletionText(days: number): string {
  return days === 1
    ? l10n.t("Archived versions are deleted after 1 day.")
    : l10n.t("Archived versions are deleted after {0} days.", formatNumber(days));
}

/** Returns the reason for what retention does with a version, as the end of a sentence. */
export function retentionText(entry: RetentionEntry): string {
  switch (entry.action) {
    case "archive":
      return archivedText(entry.keepLast);
    case "delete":
      return entry.days === 1
        ? l10n.t(
            "it has been archived for 1 day, and the policy keeps such versions for {0}",
            formatNumber(entry.deleteAfterDays),
          )
        : l10n.t(
            "it has been archived for {0} days, and the policy keeps such versions for {1}",
            formatNumber(entry.days),
            formatNumber(entry.deleteAfterDays),
          );
    case "keep":
      return keptText(entry.kept);
  }
}

function keptText(kept: KeptFor): string {
  switch (kept.kind) {
    case "recent":
      return kept.keepLast === 1
        ? l10n.t("it is the last version of its model")
        : l10n.t("it is one of the last {0} versions of its model", formatNumber(kept.keepLast));
    case "young":
      return kept.deleteAfterDays === 1
        ? l10n.t("it has been archived for {0} of 1 day", formatNumber(kept.days))
        : l10n.t(
            "it has been archived for {0} of {1} days",
            formatNumber(kept.days),
            formatNumber(kept.deleteAfterDays),
          );
    case "period":
      return periodText(kept.period);
    case "rollback":
      return l10n.t("a rollback of {0} would bring it back", kept.stage);
    case "no-way":
      return l10n.t("the policy has no transition from {0} to {1}", kept.from, kept.to);
    case "not-archived":
      return l10n.t("the policy's retention archives nothing");
    case "not-deleted":
      return l10n.t("the policy's retention deletes nothing");
    default:
      return protectionText(kept);
  }
}

function archivedText(keepLast: number): string {
  if (keepLast === 0) return l10n.t("the policy archives every version that is not in use");
  return keepLast === 1
    ? l10n.t("it is older than the last version of its model")
    : l10n.t("it is older than the last {0} versions of its model", formatNumber(keepLast));
}
