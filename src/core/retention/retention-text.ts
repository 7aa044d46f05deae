import type { RetentionRule } from "../model/policy.ts";
import { count } from "../text/format.ts";
import { protectionText } from "./protection.ts";
import { periodText } from "./retention-period.ts";
import type { KeptFor, RetentionEntry } from "./retention.ts";

/**
 * Describes a retention rule: `the last 5 versions stay, archived ones are deleted after 90 days`.
 */
export function retentionRuleText({ keepLast, deleteAfterDays }: RetentionRule): string {
  const parts = [
    ...(keepLast === undefined
      ? []
      : [
          keepLast === 0
            ? "all versions are archived"
            : `${lastVersions(keepLast)} stay${keepLast === 1 ? "s" : ""}, older ones are archived`,
        ]),
    ...(deleteAfterDays === undefined
      ? []
      : [`archived ones are deleted after ${count(deleteAfterDays, "day")}`]),
  ];
  return parts.join(", ");
}

/** Returns the reason for what retention does with a version, as the end of a sentence. */
export function retentionText(entry: RetentionEntry): string {
  switch (entry.action) {
    case "archive":
      return entry.keepLast === 0
        ? "the policy archives every version that is not in use"
        : `it is older than ${lastVersions(entry.keepLast)} of its model`;
    case "delete":
      return `it has been archived for ${count(entry.days, "day")}, and the policy keeps such versions for ${entry.deleteAfterDays}`;
    case "keep":
      return keptText(entry.kept);
  }
}

function keptText(kept: KeptFor): string {
  switch (kept.kind) {
    case "recent":
      return `it is ${kept.keepLast === 1 ? "the last version" : `one of ${lastVersions(kept.keepLast)}`} of its model`;
    case "young":
      return `it has been archived for ${kept.days} of ${count(kept.deleteAfterDays, "day")}`;
    case "period":
      return periodText(kept.period);
    case "rollback":
      return `a rollback of ${kept.stage} would bring it back`;
    case "no-way":
      return `the policy has no transition from ${kept.from} to ${kept.to}`;
    case "not-archived":
      return "the policy's retention archives nothing";
    case "not-deleted":
      return "the policy's retention deletes nothing";
    default:
      return protectionText(kept);
  }
}

function lastVersions(keepLast: number): string {
  return keepLast === 1 ? "the last version" : `the last ${keepLast} versions`;
}
