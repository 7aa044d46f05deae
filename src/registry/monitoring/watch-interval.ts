import { parseDuration } from "../../core/text/duration.ts";
import type { Registry } from "../registry.ts";
import { listAbTests } from "../routing/find-ab-test.ts";
import type { NoRequest } from "../task.ts";

/** Milliseconds between two evaluations if the policy says nothing. */
const usualInterval = 5 * 60_000;

/** Returns how often rules are evaluated, in milliseconds. */
export async function watchInterval(registry: Registry): Promise<number> {
  const { policy } = await registry.policy();
  return parseDuration(policy.monitoring?.every ?? "") ?? usualInterval;
}

/**
 * Returns how often rules and canaries are evaluated, in milliseconds; null if the policy has no rules and
 * no canary is running.
 */
export async function monitoringInterval(
  registry: Registry,
  _request: NoRequest,
): Promise<number | null> {
  const { policy } = await registry.policy();
  const hasRules = (policy.monitoring?.rules ?? []).length > 0;
  if (hasRules) return watchInterval(registry);
  const tests = await listAbTests(registry);
  const hasCanary = tests.some(({ conclusion, definition }) => !conclusion && definition.canary);
  return hasCanary ? watchInterval(registry) : null;
}
