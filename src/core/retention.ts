import type { VersionId } from "./ids.ts";
import type { RetentionRule } from "./policy.ts";
import type { Version } from "./version.ts";

/** A version that could be deleted, or why it is kept. */
export interface RetentionVerdict {
  readonly version: Version;
  /** Absent: it could be deleted. */
  readonly kept?: "young" | "recent" | "aliased" | "parent";
}

const day = 86_400_000;

/**
 * What retention says of the archived versions of one model, newest first: those longer archived
 * than the rule keeps them could go, but never the last `keepLast` that were archived, nor one that an
 * alias points to or another version was made from.
 *
 * @param retired the versions in the stage where replaced versions go; others are never looked at
 * @param now milliseconds since the epoch
 */
export function retentionVerdicts(
  rule: RetentionRule,
  retired: readonly Version[],
  isParent: (id: VersionId) => boolean,
  now: number,
): readonly RetentionVerdict[] {
  const newestFirst = retired.toSorted(
    (a, b) => compare(b.stageSince, a.stageSince) || compare(b.id, a.id),
  );
  return newestFirst.map((version, index) => {
    const age = now - Date.parse(version.stageSince);
    if (index < rule.keepLast) return { version, kept: "recent" };
    if (age < rule.deleteAfterDays * day) return { version, kept: "young" };
    if ((version.aliases?.length ?? 0) > 0) return { version, kept: "aliased" };
    return isParent(version.id) ? { version, kept: "parent" } : { version };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
