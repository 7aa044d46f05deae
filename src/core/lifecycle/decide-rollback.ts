import type { StageRolledBack } from "../events/event.ts";
import type { EventId, ModelName, Stage, VersionId } from "../model/ids.ts";
import { skipChecks, type GateCheck } from "../model/policy/gate-check.ts";
import { retirementStage, stageRule, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import { alertObstacle } from "../monitoring/decide-monitoring.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { deletedRefusal } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { entryAdvice } from "./entry-advice.ts";
import { checkStageGates, promoterObstacle, separateRights } from "./stage-gate.ts";

export interface RollbackRequest {
  readonly model: ModelName;
  readonly stage: Stage;
  /** The version to roll back to: one that was in the stage before. */
  readonly version: VersionId;
  readonly reason: string;
  /** The alert for which the policy asks for the rollback. */
  readonly alert?: EventId;
}

/** Returns the versions a stage can be rolled back to, the one that left it last first. */
export function rollbackCandidates(
  state: RegistryState,
  model: ModelName,
  stage: Stage,
): readonly Version[] {
  return state.formerHolders(model, stage);
}

/**
 * Returns the version that a stage is rolled back to if nobody names one. A version that was itself
 * rolled back from is never chosen: a second rollback goes further back, not forward again.
 */
export function usualCandidate(candidates: readonly Version[]): Version | undefined {
  return candidates.find(({ rolledBackAt }) => rolledBackAt === undefined);
}

/**
 * Returns the reason why a person may not roll a stage back to any version; undefined if there is
 * none.
 */
export function rollbackObstacle(
  policy: Policy,
  { model, stage }: Pick<RollbackRequest, "model" | "stage">,
  actor: Actor,
): Refusal | undefined {
  if (!stageRule(policy, stage)?.exclusive) {
    return { code: "invalid-request", reason: "stage-not-exclusive", model, stage };
  }
  return promoterObstacle(policy, stage, actor, { kind: "roll-back-stage", model, stage });
}

/**
 * Evaluates the gates of the stage for the record. A rollback has to work in an emergency, so that
 * only who may promote counts; the rest is skipped.
 */
export function rollbackChecks(
  state: RegistryState,
  policy: Policy,
  version: Version,
  stage: Stage,
  actor: Actor,
): readonly GateCheck[] {
  const { rights, qualities } = separateRights(
    checkStageGates(state, policy, version, stage, actor),
  );
  return [...skipChecks(qualities), ...rights];
}

/**
 * Rolls a stage that admits one version back to a version that was in it before, if the actor may
 * promote to it. The caller must have verified its bytes.
 */
export function decideRollback(
  state: RegistryState,
  policy: Policy,
  request: RollbackRequest,
  actor: Actor,
): Decision<StageRolledBack> {
  const settled = request.alert && alertObstacle(state, request.alert);
  const obstacle = settled ?? rollbackObstacle(policy, request, actor);
  if (obstacle) return refuse(obstacle);
  const candidates = rollbackCandidates(state, request.model, request.stage);
  const version = candidates.find((candidate) => candidate.id === request.version);
  if (!version) return refuseRollback(state, policy, request, candidates);
  if (request.reason.trim() === "") {
    return refuse({
      code: "invalid-request",
      reason: "reason-missing",
      action: { kind: "roll-back", model: request.model },
    });
  }
  const gates = rollbackChecks(state, policy, version, request.stage, actor);
  return accept({
    type: "stage.rolled-back",
    v: 1,
    data: {
      model: request.model,
      stage: request.stage,
      version: version.id,
      from: version.stage,
      displaces: {
        versions: state.holders(request.model, request.stage).map((holder) => holder.id),
        to: retirementStage(policy),
      },
      reason: request.reason.trim(),
      policy: policy.digest,
      ...(gates.length > 0 && { gates }),
      ...(request.alert !== undefined && { alert: request.alert }),
    },
  });
}

function refuseRollback(
  state: RegistryState,
  policy: Policy,
  { model, stage, version }: RollbackRequest,
  candidates: readonly Version[],
): Decision<StageRolledBack> {
  const asked = state.version(version);
  if (asked?.stage === stage) {
    return refuse({
      code: "already-in-stage",
      reason: "already-restored",
      title: versionTitle(asked),
      stage,
    });
  }
  const deleted = state.deletedVersion(version);
  if (deleted) return refuse(deletedRefusal(deleted));
  return refuse({
    code: "nothing-to-roll-back-to",
    reason: "never-in-stage",
    model,
    stage,
    version: asked ? versionTitle(asked) : version,
    isKnown: asked !== undefined,
    candidates: candidates.map(versionTitle),
    ...(candidates.length === 0 && { advice: entryAdvice(state, policy, model, stage) }),
  });
}
