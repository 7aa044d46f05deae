import { rollbackCandidates, rollbackObstacle } from "../../core/lifecycle/decide-rollback.ts";
import { entryAdvice } from "../../core/lifecycle/entry-advice.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";

export interface RollbackTargets {
  /** The version that holds the stage now. */
  readonly current: Version | undefined;
  /** Versions that held it before, the one that left it last first. */
  readonly candidates: readonly Version[];
  /** Reason why this person may not roll it back. */
  readonly obstacle?: Refusal;
  /** Suggested step if there are no candidates, a sentence. */
  readonly advice: string;
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
