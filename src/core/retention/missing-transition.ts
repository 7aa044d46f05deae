import type { Stage } from "../model/ids.ts";
import type { MissingTransition } from "../model/policy/missing-transition.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import type { RetentionEntry } from "./retention.ts";

/**
 * Returns the missing transitions because of which versions stay, that of the most versions first.
 * Transitions from stages that the policy no longer has are left out.
 */
export function missingTransitions(
  policy: Policy,
  entries: readonly RetentionEntry[],
): readonly MissingTransition[] {
  const missing = new Map<Stage, MissingTransition>();
  for (const entry of entries) {
    if (entry.action !== "keep" || entry.kept.kind !== "no-way") continue;
    const { from, to } = entry.kept;
    if (!stageRule(policy, from)) continue;
    const { versions } = missing.get(from) ?? { versions: 0 };
    missing.set(from, { from, to, versions: versions + 1 });
  }
  return [...missing.values()].toSorted((a, b) => b.versions - a.versions);
}
