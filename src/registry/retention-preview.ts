import { freedBytes } from "../core/freed-bytes.ts";
import { requirePolicy } from "../core/policy-in-force.ts";
import { exclusiveStages, type RetentionRule } from "../core/policy.ts";
import { retentionPlan, type RetentionEntry } from "../core/retention.ts";
import type { Registry } from "./registry.ts";
import type { NoRequest } from "./task.ts";

/** What the policy's retention would do now. Nothing is changed by looking. */
export interface RetentionPreview {
  /** Absent: the policy has none, and everything is kept. */
  readonly rule?: RetentionRule;
  /** Every living version, newest first. */
  readonly entries: readonly RetentionEntry[];
  /** Bytes that only versions refer to that would be deleted. */
  readonly freed: number;
}

/** @throws RegistryError `invalid-policy` */
export async function retentionPreview(
  registry: Registry,
  _request: NoRequest,
): Promise<RetentionPreview> {
  const policy = requirePolicy(await registry.policy());
  const { retention: rule } = policy;
  if (!rule) return { entries: [], freed: 0 };
  return registry.read((state) => {
    const facts = state.retentionFacts(exclusiveStages(policy));
    const entries = retentionPlan(policy, facts, Date.now());
    const going = new Set(
      entries.flatMap(({ action, version }) => (action === "delete" ? [version.id] : [])),
    );
    const freed = going.size > 0 ? freedBytes(state.storedBytes(), going) : 0;
    return { rule, entries, freed };
  });
}
