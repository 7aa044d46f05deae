import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** The policy that holds now, and what is wrong with its file if none does. */
export function policy(registry: Registry, _request: NoRequest): Promise<PolicyInForce> {
  return registry.policy();
}
