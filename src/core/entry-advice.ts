import type { ModelName, Stage } from "./ids.ts";
import { allowedTargets, firstStage, stageRule, type Policy } from "./policy.ts";
import type { RegistryState } from "./registry-state.ts";
import { versionReference, type Version } from "./version.ts";

/**
 * Returns the stages through which a version gets from one stage to another by the fewest moves, the
 * last one included; undefined if the policy's transitions don't lead there.
 */
export function shortestWay(policy: Policy, from: Stage, to: Stage): readonly Stage[] | undefined {
  const ways = new Map<Stage, readonly Stage[]>([[from, []]]);
  for (const [stage, way] of ways) {
    if (stage === to) return way;
    for (const next of allowedTargets(policy, stage)) {
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return undefined;
}

/**
 * Suggests how a version of a model can get into a stage in which none is, or no other: one that the
 * transitions admit, the nearest first; else a rollback; else a new version.
 */
export function entryAdvice(
  state: RegistryState,
  policy: Policy,
  model: ModelName,
  stage: Stage,
): string {
  const held = policy.stages.flatMap(({ name }) =>
    name === stage ? [] : (state.latestHolder(model, name) ?? []),
  );
  const [nearest] = held
    .flatMap((version): readonly Candidate[] => {
      const way = shortestWay(policy, version.stage, stage);
      return way ? [{ version, way }] : [];
    })
    .toSorted((a, b) => a.way.length - b.way.length || b.version.number - a.version.number);
  if (nearest) {
    const { version, way } = nearest;
    const through = way.slice(0, -1).join(" and ");
    const by = through === "" ? "" : `, by way of ${through}`;
    return `Promote one, for example ${versionReference(version)}${by}.`;
  }
  const [former] = state.formerHolders(model, stage);
  if (former && stageRule(policy, stage)?.exclusive) {
    return `Roll ${stage} back to ${versionReference(former)}.`;
  }
  if (stage === firstStage(policy)) return "Register a version.";
  return shortestWay(policy, firstStage(policy), stage)
    ? "Register a version and promote it."
    : `No transition of the policy leads to ${stage}; add one.`;
}

interface Candidate {
  readonly version: Version;
  readonly way: readonly Stage[];
}
