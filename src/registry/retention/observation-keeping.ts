import { defaultKeeping, type Keeping } from "../../core/model/policy/monitoring-defaults.ts";
import type { Registry } from "../registry.ts";

/** Returns how long observations are kept: for ever while nobody can read what the policy says. */
export async function observationKeeping(registry: Registry): Promise<Keeping> {
  const { policy, problem } = await registry.policy();
  if (problem) return { rawDays: Infinity, minuteDays: Infinity };
  return policy.monitoring?.keep ?? defaultKeeping;
}
