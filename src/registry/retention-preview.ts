import { requirePolicy } from "../core/policy-in-force.ts";
import { retirementStage } from "../core/policy.ts";
import { retentionVerdicts, type RetentionVerdict } from "../core/retention.ts";
import type { Registry } from "./registry.ts";
import type { NoRequest } from "./task.ts";

const mostLookedAt = 100_000;

/** What the policy's retention would let go now. Nothing is deleted. */
export interface RetentionPreview {
  /** The policy has a rule; without one, everything is kept. */
  readonly hasRule: boolean;
  /** Model by model, newest first. */
  readonly verdicts: readonly RetentionVerdict[];
}

/** @throws RegistryError `invalid-policy` */
export async function retentionPreview(
  registry: Registry,
  _request: NoRequest,
): Promise<RetentionPreview> {
  const policy = requirePolicy(await registry.policy());
  const { retention } = policy;
  if (!retention) return { hasRule: false, verdicts: [] };
  const stage = retirementStage(policy);
  return registry.read((state) => ({
    hasRule: true,
    verdicts: state
      .models()
      .flatMap(({ name }) =>
        retentionVerdicts(
          retention,
          state.versions({ model: name, stage, limit: mostLookedAt }),
          (id) => state.children(id).length > 0,
          Date.now(),
        ),
      ),
  }));
}
