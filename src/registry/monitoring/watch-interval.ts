import { parseDuration } from "../../core/text/duration.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** Milliseconds between two evaluations if the policy says nothing. */
const usualInterval = 5 * 60_000;

/** Returns how often rules are evaluated, in milliseconds. */
export async function watchInterval(registry: Registry): Promise<number> {
  const { policy } = await registry.policy();
  return parseDuration(policy.monitoring?.every ?? "") ?? usualInterval;
}

/** Returns how often the rules of a policy are evaluated, in milliseconds; null if it has none. */
export async function monitoringInterval(
  registry: Registry,
  _request: NoRequest,
): Promise<number | null> {
  const { policy } = await registry.policy();
  return (policy.monitoring?.rules ?? []).length === 0 ? null : watchInterval(registry);
}
