import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";
import { checkRules, watchedVersions, type RuleStatus } from "./check-rules.ts";
import { rollbackWatches, type RollbackWatch } from "./rollback-watch.ts";

/** State of what the policy watches. */
export interface MonitoringState {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** True if the policy has rules. */
  readonly hasRules: boolean;
  readonly rules: readonly RuleStatus[];
  readonly watches: readonly RollbackWatch[];
}

/**
 * Evaluates the rules of the policy and records nothing. Health commands are not run: of them the
 * result that was found last counts.
 *
 * @throws RegistryError `invalid-policy`, `artifact-missing`, `artifact-changed`
 */
export async function readMonitoring(
  registry: Registry,
  _request: NoRequest,
): Promise<MonitoringState> {
  const policy = requirePolicy(await registry.policy());
  const at = Date.now();
  const rules = await checkRules(registry, await watchedVersions(registry, policy), at);
  return {
    at,
    hasRules: (policy.monitoring?.rules ?? []).length > 0,
    rules,
    watches: await rollbackWatches(registry, policy, rules, at),
  };
}
