import type { Stage } from "../model/ids.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import { count } from "../text/format.ts";
import type { RetentionEntry } from "./retention.ts";

/** A transition that retention would archive versions along, if the policy had it. */
export interface MissingTransition {
  readonly from: Stage;
  readonly to: Stage;
  /** Number of versions that stay because the transition is missing. */
  readonly versions: number;
}

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

/**
 * Returns the problem in words:
 * `12 versions would be archived but stay: no transition leads from None to Archived.`; an empty
 * text if nothing is missing.
 */
export function missingTransitionText(missing: readonly MissingTransition[]): string {
  const [first] = missing;
  if (!first) return "";
  const versions = missing.reduce((sum, each) => sum + each.versions, 0);
  const stay = versions === 1 ? "stays" : "stay";
  return `${count(versions, "version")} would be archived but ${stay}: no transition leads from ${stagesFrom(missing)} to ${first.to}.`;
}

/** Returns the remedy in words; an empty text if nothing is missing. */
export function missingTransitionWayOut(missing: readonly MissingTransition[]): string {
  const [first] = missing;
  if (!first) return "";
  return `Add ${first.to} to the transitions from ${stagesFrom(missing, "and")} in .model-registry/policy.yaml.`;
}

function stagesFrom(missing: readonly MissingTransition[], last = "or"): string {
  const names = missing.map(({ from }) => from);
  const end = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} ${last} ${end}` : end;
}
