import type { VersionRegistered } from "../events/event.ts";
import { skipChecks } from "../model/policy/gate-check.ts";
import { firstStage, stageRule, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import type { Refusal } from "../refusals/refusal.ts";
import type { RegistryState } from "../state/registry-state.ts";
import {
  checkCandidate,
  forceRefusal,
  gatesRefusal,
  mayForce,
  promoterObstacle,
  separateRights,
  type GateCandidate,
} from "./stage-gate.ts";

/** Options of a version's entry into the first stage. */
export interface FirstEntryRequest {
  /** Register it although gates fail, where the policy allows it. Needs a reason. */
  readonly force?: boolean;
  readonly reason?: string;
  /**
   * Marks an imported version, made before there were gates: only the check of who may bring
   * versions into the stage counts.
   */
  readonly isImported?: boolean;
}

/** Gate results of the first stage, as the event records them. */
export type FirstEntry = Pick<VersionRegistered["data"], "gates" | "forced" | "reason">;

type Registration = Pick<
  VersionRegistered["data"],
  "model" | "digest" | "recipe" | "inspection" | "annotations" | "description" | "parents" | "tags"
>;

/** Returns the reason why a person may not register any version; undefined if there is none. */
export function registrationObstacle(
  policy: Policy,
  model: string,
  actor: Actor,
): Refusal | undefined {
  return promoterObstacle(policy, firstStage(policy), actor, { kind: "register", model });
}

/**
 * Returns the gate results of the first stage for the event, or the reason why the version is not
 * registered.
 */
export function enterFirstStage(
  state: RegistryState,
  policy: Policy,
  registration: Registration,
  { force = false, reason = "", isImported = false }: FirstEntryRequest,
  actor: Actor,
): FirstEntry | { readonly refusal: Refusal } {
  const { model } = registration;
  const refusal = registrationObstacle(policy, model, actor);
  if (refusal) return { refusal };
  const stage = firstStage(policy);
  const checks = checkCandidate(state, policy, candidateOf(registration), stage, actor);
  if (checks.length === 0) return {};
  if (isImported) {
    const { rights, qualities } = separateRights(checks);
    return { gates: [...skipChecks(qualities), ...rights] };
  }
  if (checks.every(({ passed }) => passed)) return { gates: checks };
  const gates = stageRule(policy, stage)?.gates;
  if (!force) {
    const action = { kind: "register-version", model } as const;
    const refusal = gatesRefusal({ action, to: stage }, checks);
    return { refusal: { ...refusal, mayForce: mayForce(gates, actor) } };
  }
  const action = { kind: "force-registration", model } as const;
  const obstacle = forceRefusal(gates, actor, { action, to: stage }, checks, reason);
  if (obstacle) return { refusal: obstacle };
  return { gates: checks, forced: true, reason: reason.trim() };
}

function candidateOf(registration: Registration): GateCandidate {
  const { model, digest, recipe, description, annotations = {}, tags = {} } = registration;
  return {
    model,
    digest,
    metrics: recipe.metrics,
    registration,
    tags: new Map(Object.entries(tags)),
    annotations: { ...(description !== undefined && { description }), ...annotations },
  };
}
