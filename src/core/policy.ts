import { Stage } from "./ids.ts";

/** The rules of a registry's lifecycle: which stages there are and which moves are allowed. */
export interface Policy {
  readonly stages: readonly StageRule[];
}

export interface StageRule {
  readonly name: Stage;
  /** The stages a version may be moved to from here. */
  readonly next: readonly Stage[];
  /** At most one version of a model is in this stage. */
  readonly exclusive: boolean;
  /** Versions pushed out of an exclusive stage come here. */
  readonly retires: boolean;
}

const stage = (name: string): Stage => Stage.parse(name);

export const initialStage = stage("None");
export const productionStage = stage("Production");

/** None → Staging → Production → Archived, and Rejected (the default lifecycle). */
export const defaultPolicy: Policy = {
  stages: [
    rule("None", ["Staging", "Rejected"]),
    rule("Staging", ["Production", "Rejected", "None"]),
    { ...rule("Production", ["Archived"]), exclusive: true },
    { ...rule("Archived", []), retires: true },
    rule("Rejected", ["None"]),
  ],
};

function rule(name: string, next: readonly string[]): StageRule {
  return { name: stage(name), next: next.map(stage), exclusive: false, retires: false };
}

export function stageRule(policy: Policy, name: Stage): StageRule | undefined {
  return policy.stages.find((candidate) => candidate.name === name);
}

/** The stages a version may be moved to from `from`; none if the policy does not know `from`. */
export function allowedTargets(policy: Policy, from: Stage): readonly Stage[] {
  return stageRule(policy, from)?.next ?? [];
}

/** The stage for versions that an exclusive stage pushes out. */
export function retirementStage(policy: Policy): Stage {
  return policy.stages.find((candidate) => candidate.retires)?.name ?? initialStage;
}

/** The stage as the policy spells it, found without regard to case. */
export function findStage(policy: Policy, text: string): Stage | undefined {
  const wanted = text.trim().toLowerCase();
  return policy.stages.find((candidate) => candidate.name.toLowerCase() === wanted)?.name;
}
