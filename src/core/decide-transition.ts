import type { Displacement, VersionTransitioned } from "./event.ts";
import type { ModelName, Stage, VersionId } from "./ids.ts";
import { allowedTargets, retirementStage, stageRule, type Policy } from "./policy.ts";
import { accept, refuse, type Decision } from "./refusal.ts";
import type { RegistryState } from "./registry-state.ts";
import { versionTitle } from "./version.ts";

export interface TransitionRequest {
  readonly version: VersionId;
  readonly to: Stage;
  readonly reason?: string;
}

/**
 * Moves a version to another stage along the policy's transitions. Into an exclusive stage, the
 * version that holds it is retired in the same event.
 */
export function decideTransition(
  state: RegistryState,
  policy: Policy,
  request: TransitionRequest,
): Decision<VersionTransitioned> {
  const version = state.version(request.version);
  if (!version) {
    return refuse({
      code: "unknown-version",
      message: `Version ${request.version} is not in this registry.`,
      wayOut: "Refresh and choose a registered version.",
    });
  }
  const title = versionTitle(version);
  if (!stageRule(policy, request.to)) {
    return refuse({
      code: "unknown-stage",
      message: `Can't move ${title} to ${request.to}: there is no such stage.`,
      wayOut: `The stages are ${policy.stages.map((stage) => stage.name).join(", ")}.`,
    });
  }
  if (version.stage === request.to) {
    return refuse({
      code: "already-in-stage",
      message: `${title} is already in ${request.to}.`,
      wayOut: "Nothing needs to be done.",
    });
  }
  const targets = allowedTargets(policy, version.stage);
  if (!targets.includes(request.to)) {
    return refuse({
      code: "transition-not-allowed",
      message: `Can't move ${title} from ${version.stage} to ${request.to}: the policy does not allow it.`,
      wayOut:
        targets.length > 0
          ? `From ${version.stage} it can go to ${targets.join(" or ")}.`
          : `No stage can be reached from ${version.stage}; only a rollback brings the version back.`,
      details: { from: version.stage, to: request.to, allowed: targets },
    });
  }
  const displaces = displacement(state, policy, version.model, request.to);
  return accept({
    type: "version.transitioned",
    v: 1,
    data: {
      model: version.model,
      version: version.id,
      from: version.stage,
      to: request.to,
      ...(displaces && { displaces }),
      ...(request.reason && { reason: request.reason }),
    },
  });
}

/** Whom entering `stage` pushes out, if the stage admits one version a model. */
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
