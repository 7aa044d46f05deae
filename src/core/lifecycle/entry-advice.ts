import type { ModelName, Stage } from "../model/ids.ts";
import type { EntryAdvice, StageRights } from "../model/policy/entry-advice.ts";
import { gateCheckName, type GateCheck } from "../model/policy/gate-check.ts";
import { allowedTargets, firstStage, stageRule, type Policy } from "../model/policy.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionReference, type Version } from "../state/version.ts";
import { nobody, promotersBeside } from "./next-moves.ts";
import { checkStageGates } from "./stage-gate.ts";

/**
 * Returns the stages through which a version gets from one stage to another by the fewest moves,
 * the last one included; undefined if the policy's transitions don't lead there.
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
 * Suggests how a version of a model can get into a stage in which none is, or no other: one that
 * the transitions and the checks of its qualities admit, the nearest first; else a rollback; else
 * the nearest one with what it lacks; else a new version. Approvals can be asked for.
 */
export function entryAdvice(
  state: RegistryState,
  policy: Policy,
  model: ModelName,
  stage: Stage,
): EntryAdvice {
  const held = policy.stages.flatMap(({ name }) =>
    name === stage ? [] : (state.latestHolder(model, name) ?? []),
  );
  const candidates = held
    .flatMap((version): readonly Candidate[] => {
      const way = shortestWay(policy, version.stage, stage);
      return way ? [{ version, way, lacks: lacking(state, policy, version, way) }] : [];
    })
    .toSorted((a, b) => a.way.length - b.way.length || b.version.number - a.version.number);
  const ready = candidates.find(({ lacks }) => !lacks);
  if (ready) {
    const { version, way } = ready;
    return {
      kind: "promote",
      reference: versionReference(version),
      through: way.slice(0, -1),
      approvals: unapproved(state, policy, version, way),
      rights: rightsOf(policy, way),
    };
  }
  const [former] = state.formerHolders(model, stage);
  if (former && stageRule(policy, stage)?.exclusive) {
    const reference = versionReference(former);
    return { kind: "roll-back", reference, stage, rights: rightsOf(policy, [stage]) };
  }
  const [nearest] = candidates;
  if (nearest?.lacks) {
    return { kind: "fails", reference: versionReference(nearest.version), ...nearest.lacks };
  }
  if (stage === firstStage(policy)) return { kind: "register" };
  return shortestWay(policy, firstStage(policy), stage)
    ? { kind: "register-and-promote" }
    : { kind: "no-transition", stage };
}

/**
 * Returns the stages of a way that take approval. Rights of the actor are not considered, as it is not
 * always known who acts.
 */
function unapproved(
  state: RegistryState,
  policy: Policy,
  version: Version,
  way: readonly Stage[],
): readonly Stage[] {
  return way.filter((to) =>
    checkStageGates(state, policy, version, to, nobody).some(
      ({ rule, passed }) => rule === "approvals" && !passed,
    ),
  );
}

/** Returns who may bring versions into the stages that the policy keeps for some. */
function rightsOf(policy: Policy, stages: readonly Stage[]): readonly StageRights[] {
  return stages.flatMap((stage) => {
    const people = promotersBeside(policy, stage, undefined);
    return people ? [{ people, stage }] : [];
  });
}

interface Candidate {
  readonly version: Version;
  readonly way: readonly Stage[];
  readonly lacks: Lack | undefined;
}

/** Checks of a stage that a version fails. */
interface Lack {
  readonly to: Stage;
  /** Their names. */
  readonly checks: readonly string[];
}

/** Checks that others can help to pass, whoever acts. */
const byOthers: ReadonlySet<GateCheck["rule"]> = new Set(["promoter", "approvals"]);

/** Returns what keeps a version from the first stage on its way that it can't enter as it is. */
function lacking(
  state: RegistryState,
  policy: Policy,
  version: Version,
  way: readonly Stage[],
): Lack | undefined {
  for (const to of way) {
    const checks = checkStageGates(state, policy, version, to, nobody)
      .filter(({ passed, rule }) => !passed && !byOthers.has(rule))
      .map(gateCheckName);
    if (checks.length > 0) return { to, checks };
  }
  return undefined;
}
