import { parseDuration } from "../../core/text/duration.ts";
import type { Registry } from "../registry.ts";

/** Milliseconds between two evaluations if the policy says nothing. */
const usualInterval = 5 * 60_000;

/** Returns how often rules are evaluated, in milliseconds. */
export async function watchInterval(registry: Registry): Promise<number> {
  const { policy } = await registry.policy();
  return parseDuration(policy.monitoring?.every ?? "") ?? usualInterval;
}
