import type { ModelName } from "../../core/model/ids.ts";
import type { MissingTransition } from "../../core/model/policy/missing-transition.ts";
import { exclusiveStages, type RetentionRule } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import { deleterObstacle } from "../../core/retention/decide-deletion.ts";
import { freedBytes } from "../../core/retention/freed-bytes.ts";
import { missingTransitions } from "../../core/retention/missing-transition.ts";
import { retentionPlan, type RetentionEntry } from "../../core/retention/retention.ts";
import type { Registry } from "../registry.ts";

export interface RetentionQuestion {
  /** Only what would become of this model's versions. */
  readonly model?: ModelName;
}

/** Preview of the policy's retention. It changes nothing. */
export interface RetentionPreview {
  /** Absent if the policy has none, so that everything stays. */
  readonly rule?: RetentionRule;
  /** Every living version, newest first. */
  readonly entries: readonly RetentionEntry[];
  /** Bytes that only versions refer to that would be deleted. */
  readonly freed: number;
  /** Transitions that the policy lacks for versions to be archived. */
  readonly missing: readonly MissingTransition[];
  /** Reason why the current user may not delete versions. */
  readonly obstacle?: Refusal;
}

/** @throws RegistryError `invalid-policy` */
export async function retentionPreview(
  registry: Registry,
  { model }: RetentionQuestion,
): Promise<RetentionPreview> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const { retention: rule } = policy;
  if (!rule) return { entries: [], freed: 0, missing: [] };
  const obstacle = deleterObstacle(policy, actor, { kind: "delete-by-retention" });
  return registry.read((state) => {
    const facts = state.retentionFacts(exclusiveStages(policy));
    const entries = retentionPlan(policy, facts, Date.now(), model);
    const going = new Set(
      entries.flatMap(({ action, version }) => (action === "delete" ? [version.id] : [])),
    );
    const freed = going.size > 0 ? freedBytes(state.bytes.ofLiving(), going) : 0;
    const missing = missingTransitions(policy, entries);
    return { rule, entries, freed, missing, ...(obstacle && { obstacle }) };
  });
}
