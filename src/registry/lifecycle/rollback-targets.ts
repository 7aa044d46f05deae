import { rollbackCandidates, rollbackObstacle } from "../../core/lifecycle/decide-rollback.ts";
import { entryAdvice } from "../../core/lifecycle/entry-advice.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import type { EntryAdvice } from "../../core/model/policy/entry-advice.ts";
import type { Policy } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import { hookStatus, type HookStatus } from "../hooks/allow-hooks.ts";
import type { Registry } from "../registry.ts";

export interface RollbackTargets {
  /** The version that holds the stage now. */
  readonly current: Version | undefined;
  /** Versions that held it before, the one that left it last first. */
  readonly candidates: readonly Version[];
  /** Reason why this person may not roll it back. */
  readonly obstacle?: Refusal;
  /** Suggested step if there are no candidates. */
  readonly advice: EntryAdvice;
}

/**
 * Returns the versions to which a stage of a model can be rolled back.
 *
 * @throws RegistryError `invalid-policy`
 */
export async function rollbackTargets(
  registry: Registry,
  { model, stage }: { readonly model: ModelName; readonly stage: Stage },
): Promise<RollbackTargets> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const obstacle = rollbackObstacle(policy, { model, stage }, actor);
  return registry.read((state) => ({
    current: state.holders(model, stage)[0],
    candidates: rollbackCandidates(state, model, stage),
    advice: entryAdvice(state, policy, model, stage),
    ...(obstacle && { obstacle }),
  }));
}

/** All that the dialogue of a rollback shows until its version is chosen. */
export interface PreparedRollback extends RollbackTargets {
  readonly policy: Policy;
  readonly stage: Stage;
  readonly hooks: HookStatus;
}

/**
 * Reads in one go what the dialogue of a rollback of a model's production stage shows.
 *
 * @throws RegistryError `invalid-policy`, `not-permitted`, `nothing-to-roll-back-to`
 */
export async function prepareRollback(
  registry: Registry,
  { model }: { readonly model: ModelName },
): Promise<PreparedRollback> {
  const policy = requirePolicy(await registry.policy());
  const stage = productionStage(policy);
  const refused = { code: "nothing-to-roll-back-to", model } as const;
  if (stage === undefined) throw new RegistryError({ ...refused, reason: "no-production-stage" });
  const [targets, hooks] = await Promise.all([
    rollbackTargets(registry, { model, stage }),
    hookStatus(registry, {}),
  ]);
  const { obstacle, candidates, advice } = targets;
  if (obstacle) throw new RegistryError(obstacle);
  if (candidates.length === 0) {
    throw new RegistryError({ ...refused, reason: "no-former-version", stage, advice });
  }
  return { ...targets, policy, stage, hooks };
}
