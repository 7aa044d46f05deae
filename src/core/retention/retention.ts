import type { ModelName, Stage, VersionId } from "../model/ids.ts";
import type { Protection } from "../model/policy/protection.ts";
import { allowedTargets, stageRule, type Policy, type RetentionRule } from "../model/policy.ts";
import type { RetentionFacts } from "../state/retention-facts.ts";
import type { VersionOutline } from "../state/version.ts";
import { protection } from "./protection.ts";
import { currentPeriod, type RetentionPeriod } from "./retention-period.ts";

/** Reason why retention leaves a version as it is. */
export type KeptFor =
  | Protection
  /** It is one of the last `keepLast` versions of its model. */
  | { readonly kind: "recent"; readonly keepLast: number }
  /** It has been archived for `days` whole days. */
  | { readonly kind: "young"; readonly days: number; readonly deleteAfterDays: number }
  /** Kept by its `retention-days`, whatever the policy would delete. */
  | { readonly kind: "period"; readonly period: RetentionPeriod }
  /** A rollback of the stage would bring it back. */
  | { readonly kind: "rollback"; readonly stage: Stage }
  /** No transition leads from where it is to where archived versions are. */
  | { readonly kind: "no-way"; readonly from: Stage; readonly to: Stage }
  /** The policy archives nothing, or deletes nothing. */
  | { readonly kind: "not-archived" }
  | { readonly kind: "not-deleted" };

/** Action of retention on a version, and the reason. */
export type RetentionEntry = { readonly version: VersionOutline } & (
  | { readonly action: "archive"; readonly to: Stage; readonly keepLast: number }
  | { readonly action: "delete"; readonly days: number; readonly deleteAfterDays: number }
  | { readonly action: "keep"; readonly kept: KeptFor }
);

const day = 86_400_000;

/**
 * Returns the actions that the policy's retention would take now on each living version: versions
 * beyond the last `keepLast` of their model are archived, along a transition of the policy;
 * versions archived for longer than `deleteAfterDays` are deleted. Versions in use stay
 * (`Protection`), and so do targets of a rollback and versions kept by their `retention-days`. A
 * version is not kept only because another one depends on it that is deleted as well. After all
 * actions are done, none is left at the same moment.
 *
 * @param now milliseconds since the epoch
 * @param of limits the decision to the versions of this model; those of other models all stay
 * @returns newest version first, which is an order in which they can be deleted: a version comes
 *   before those that it was made from
 */
export function retentionPlan(
  policy: Policy,
  facts: RetentionFacts,
  now: number,
  of?: ModelName,
): readonly RetentionEntry[] {
  const archive = policy.stages.find(({ retires }) => retires)?.name;
  const { retention } = policy;
  if (!retention || archive === undefined) return [];
  const byId = new Map(facts.versions.map((version) => [version.id, version]));
  const recent = recentVersions(policy, retention, facts.versions);
  const going = new Set<VersionId>();
  // Whatever was made from a version was registered after it, so that it is decided upon already.
  return facts.versions
    .filter(({ model }) => of === undefined || model === of)
    .toSorted((a, b) => compare(b.id, a.id))
    .map((version): RetentionEntry => {
      const children = (facts.children.get(version.id) ?? []).flatMap((id) =>
        going.has(id) ? [] : (byId.get(id) ?? []),
      );
      const use = {
        requested: facts.requested.get(version.id),
        tested: facts.tested.get(version.id),
        children,
      };
      const kept = protection(policy, version, use);
      if (kept) return { version, action: "keep", kept };
      if (recent.has(version.id)) {
        const keepLast = retention.keepLast ?? 0;
        return { version, action: "keep", kept: { kind: "recent", keepLast } };
      }
      const entry =
        version.stage === archive
          ? archivedEntry(retention, facts, version, now)
          : activeEntry(policy, retention, version, archive);
      if (entry.action === "delete") going.add(version.id);
      return entry;
    });
}

/** Returns the last `keepLast` versions of each model, not counting those in an exclusive stage. */
function recentVersions(
  policy: Policy,
  { keepLast = 0 }: RetentionRule,
  versions: readonly VersionOutline[],
): ReadonlySet<VersionId> {
  const recent = new Set<VersionId>();
  const seen = new Map<ModelName, number>();
  for (const { id, model, stage } of versions.toSorted((a, b) => b.number - a.number)) {
    if (stageRule(policy, stage)?.exclusive) continue;
    const rank = seen.get(model) ?? 0;
    seen.set(model, rank + 1);
    if (rank < keepLast) recent.add(id);
  }
  return recent;
}

function archivedEntry(
  { deleteAfterDays }: RetentionRule,
  facts: RetentionFacts,
  version: VersionOutline,
  now: number,
): RetentionEntry {
  if (deleteAfterDays === undefined) {
    return { version, action: "keep", kept: { kind: "not-deleted" } };
  }
  const age = now - Date.parse(version.stageSince);
  const days = Math.max(0, Math.floor(age / day));
  const period = currentPeriod(facts.retentionDays.get(version.id), version, now);
  // Both count from the same instant: what ends later is the reason.
  if (period && !(Number(period.text) <= deleteAfterDays)) {
    return { version, action: "keep", kept: { kind: "period", period } };
  }
  if (age <= deleteAfterDays * day) {
    return { version, action: "keep", kept: { kind: "young", days, deleteAfterDays } };
  }
  const stage = facts.rollbackTargets.get(version.id);
  if (stage !== undefined) return { version, action: "keep", kept: { kind: "rollback", stage } };
  return { version, action: "delete", days, deleteAfterDays };
}

function activeEntry(
  policy: Policy,
  { keepLast }: RetentionRule,
  version: VersionOutline,
  to: Stage,
): RetentionEntry {
  if (keepLast === undefined) return { version, action: "keep", kept: { kind: "not-archived" } };
  const from = version.stage;
  return allowedTargets(policy, from).includes(to)
    ? { version, action: "archive", to, keepLast }
    : { version, action: "keep", kept: { kind: "no-way", from, to } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
