import type { Displacement, VersionTransitioned } from "../events/event.ts";
import type { EventId, ModelName, Stage, VersionId } from "../model/ids.ts";
import { allowedTargets, retirementStage, stageRule, type Policy } from "../model/policy.ts";
import { sameIdentity } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionReference, versionTitle, type Version } from "../state/version.ts";
import { nextMoves } from "./next-moves.ts";
import { checkStageGates, forceRefusal, gatesRefusal, type RefusedEntry } from "./stage-gate.ts";

export interface TransitionRequest {
  readonly version: VersionId;
  readonly to: Stage;
  readonly reason?: string;
  /** True to continue although gates fail, where the policy allows it. Needs a reason. */
  readonly force?: boolean;
  /**
   * The request for approval that this move fulfils; the requester counts as the one who promotes.
   */
  readonly request?: EventId;
  /** Stage to which the other versions in the entered stage move, where the policy allows that. */
  readonly archiveExisting?: Stage;
  /**
   * The versions in the entered stage that who asks knows of. Another one there came meanwhile, by
   * somebody else: it is not replaced unseen.
   */
  readonly seen?: readonly VersionId[];
}

/**
 * Moves a version to another stage along the policy's transitions and through the stage's gates. If
 * the stage is exclusive, the version in it moves to the archive stage in the same event.
 */
export function decideTransition(
  state: RegistryState,
  policy: Policy,
  request: TransitionRequest,
  actor: Actor,
): Decision<VersionTransitioned> {
  const version = state.version(request.version);
  if (!version) return refuse(missingVersion(state, request.version));
  const refusal = moveObstacle(state, policy, version, request.to, actor);
  if (refusal) return refuse(refusal);
  const passage = passGates(state, policy, version, request, actor);
  if ("refusal" in passage) return refuse(passage.refusal);
  const displaces =
    displacement(state, policy, version.model, request.to) ?? archiving(state, version, request);
  const notAllowed = displaces && archivingObstacle(state, policy, request, displaces, actor);
  if (notAllowed) return refuse(notAllowed);
  const taken = takenMeanwhile(state, version, request, displaces);
  if (taken) return refuse(taken);
  const reason = request.reason?.trim();
  return accept({
    type: "version.transitioned",
    v: 1,
    data: {
      model: version.model,
      version: version.id,
      from: version.stage,
      to: request.to,
      ...(displaces && { displaces }),
      ...(reason && { reason }),
      policy: policy.digest,
      ...passage,
    },
  });
}

/** Returns the refusal if a version would be replaced that who asks does not know of. */
function takenMeanwhile(
  state: RegistryState,
  version: Version,
  { to, seen }: TransitionRequest,
  displaces: Displacement | undefined,
): Refusal | undefined {
  if (!seen) return undefined;
  const unseen = displaces?.versions.find((id) => !seen.includes(id));
  const other = unseen && state.version(unseen);
  if (!other) return undefined;
  const by = state.stageEntry(other.id)?.actor.name;
  return {
    code: "stage-taken",
    reason: "stage-taken",
    title: versionTitle(version),
    to,
    other: versionTitle(other),
    reference: versionReference(other),
    ...(by !== undefined && { by }),
  };
}

/** Returns the other versions in the entered stage, if they shall be archived. */
function archiving(
  state: RegistryState,
  { model }: Version,
  { to, archiveExisting }: TransitionRequest,
): Displacement | undefined {
  if (archiveExisting === undefined) return undefined;
  const versions = state.holders(model, to).map((holder) => holder.id);
  return versions.length > 0 ? { versions, to: archiveExisting } : undefined;
}

/** Returns the reason why versions that nothing pushes out may not be moved along. */
function archivingObstacle(
  state: RegistryState,
  policy: Policy,
  { to, archiveExisting }: TransitionRequest,
  { versions }: Displacement,
  actor: Actor,
): Refusal | undefined {
  if (archiveExisting === undefined || stageRule(policy, to)?.exclusive) return undefined;
  for (const id of versions) {
    const holder = state.version(id);
    const obstacle = holder && moveObstacle(state, policy, holder, archiveExisting, actor);
    if (obstacle) return obstacle;
  }
  return undefined;
}

type Passage = Pick<VersionTransitioned["data"], "gates" | "forced" | "request">;

/**
 * Returns the gate results for the event, or the reason why the version may not enter the stage.
 */
function passGates(
  state: RegistryState,
  policy: Policy,
  version: Version,
  { to, force, request, reason }: TransitionRequest,
  actor: Actor,
): Passage | { readonly refusal: Refusal } {
  const refused = (kind: "move" | "force-move"): RefusedEntry => ({
    action: { kind, title: versionTitle(version), to },
    to,
    version: version.id,
  });
  const wish = request === undefined ? undefined : state.openRequest(version.id, to);
  // Who asked did not ask for more than what the gates allow.
  const isAsked = wish !== undefined && wish.id === request && wish.promote && !force;
  if (request !== undefined && !isAsked) {
    return {
      refusal: {
        code: "invalid-request",
        reason: "no-request-to-promote",
        title: versionTitle(version),
        to,
      },
    };
  }
  const checks = checkStageGates(state, policy, version, to, wish?.requestedBy ?? actor);
  const passage = { ...(checks.length > 0 && { gates: checks }), ...(request && { request }) };
  if (checks.every(({ passed }) => passed)) return passage;
  if (!force) return { refusal: gatesRefusal(refused("move"), checks) };
  const gates = stageRule(policy, to)?.gates;
  const refusal = forceRefusal(gates, actor, refused("force-move"), checks, reason);
  return refusal ? { refusal } : { ...passage, forced: true };
}

/**
 * Returns the reason why the stages themselves don't admit a move, whatever the version is like;
 * undefined if there is none.
 *
 * @param actor whom other moves are suggested to; absent if that is not known
 */
export function moveObstacle(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor | undefined,
): Refusal | undefined {
  const title = versionTitle(version);
  if (!stageRule(policy, to)) {
    return {
      code: "unknown-stage",
      reason: "target-unknown",
      title,
      to,
      stages: policy.stages.map((stage) => stage.name),
    };
  }
  if (version.stage === to) {
    const mover = state.stageEntry(version.id)?.actor;
    const isOther = mover && actor && !sameIdentity(mover, actor);
    return {
      code: "already-in-stage",
      reason: "already-in-target",
      title,
      to,
      ...(isOther && { by: mover.name }),
    };
  }
  const targets = allowedTargets(policy, version.stage);
  if (targets.includes(to)) return undefined;
  return {
    code: "transition-not-allowed",
    reason: "transition-not-allowed",
    title,
    from: version.stage,
    to,
    allowed: targets,
    moves: nextMoves(state, policy, version, actor),
  };
}

/**
 * Returns the versions that leave `stage` when another one enters it, and their new stage;
 * undefined if the stage is not exclusive.
 */
export function displacement(
  state: RegistryState,
  policy: Policy,
  model: ModelName,
  stage: Stage,
): Displacement | undefined {
  if (!stageRule(policy, stage)?.exclusive) return undefined;
  return {
    versions: state.holders(model, stage).map((holder) => holder.id),
    to: retirementStage(policy),
  };
}
