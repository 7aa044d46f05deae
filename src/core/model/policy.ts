import { Sha256, Stage, type Timestamp } from "./ids.ts";
import type { Monitoring } from "./policy/monitoring.ts";
import type { StageGates } from "./policy/stage-gates.ts";

/**
 * The rules of a registry's lifecycle: which stages there are, which moves are allowed, and when.
 */
export interface Policy {
  /** SHA-256 of the policy's text; recorded with each decision made by it. */
  readonly digest: Sha256;
  /** Time at which its text was last written here; absent if it is in no file. */
  readonly writtenAt?: Timestamp;
  /** The first is where a version begins. */
  readonly stages: readonly StageRule[];
  readonly versioning: VersioningStrategy;
  readonly retention?: RetentionRule;
  readonly monitoring?: Monitoring;
  /** Absent if the registry is not shared. */
  readonly sharing?: SharingRule;
}

export interface SharingRule {
  /** Address of the remote, as the policy's file has it. */
  readonly remote: string;
  /** Permission to change stages while the remote can't be reached. */
  readonly offline: "allow" | "refuse";
}

/** Strategy for the labels of versions; every version has a number as well. */
export type VersioningStrategy = "integer" | "semver" | "timestamp" | "git";

export interface RetentionRule {
  /** Number of versions of a model that retention leaves as they are; older ones are archived. */
  readonly keepLast?: number | undefined;
  /** Days for which a version is kept after it was archived. */
  readonly deleteAfterDays?: number | undefined;
}

export interface StageRule {
  readonly name: Stage;
  /** A codicon's name. */
  readonly icon?: string;
  /** The stages a version may be moved to from here. */
  readonly next: readonly Stage[];
  /** True if at most one version of a model can be in this stage. */
  readonly exclusive: boolean;
  /**
   * True for the archive stage: versions that leave an exclusive stage because another one enters
   * it move here.
   */
  readonly retires: boolean;
  /** Rules for entering the stage; absent if there are none. */
  readonly gates?: StageGates;
}

const stage = (name: string): Stage => Stage.parse(name);

/** First stage of versions in the default policy, and of all versions of older releases. */
export const initialStage = stage("None");

/** None → Staging → Production → Archived, and Rejected (the default lifecycle). */
export const defaultPolicy: Policy = {
  // Of the text of the preset `simple`.
  digest: Sha256.parse("99fe9f834c4ec53e3e322a156ae25f439c63d9da0d270e0f21a8c3b6f73d9b94"),
  stages: [
    rule("None", ["Staging", "Rejected", "Archived"]),
    rule("Staging", ["Production", "Rejected", "None", "Archived"]),
    { ...rule("Production", ["Archived"]), exclusive: true },
    { ...rule("Archived", []), retires: true },
    rule("Rejected", ["None"]),
  ],
  versioning: "integer",
};

function rule(name: string, next: readonly string[]): StageRule {
  return { name: stage(name), next: next.map(stage), exclusive: false, retires: false };
}

export function stageRule(policy: Policy, name: Stage): StageRule | undefined {
  return policy.stages.find((candidate) => candidate.name === name);
}

/** Returns the stage in which a version begins. */
export function firstStage(policy: Policy): Stage {
  return policy.stages[0]?.name ?? initialStage;
}

/**
 * Returns the stages that a version may be moved to from `from`. A version in a stage that the
 * policy does not know, because the policy has changed since, can go back to the first stage.
 */
export function allowedTargets(policy: Policy, from: Stage): readonly Stage[] {
  return stageRule(policy, from)?.next ?? [firstStage(policy)];
}

/** Returns the allowed targets whose gates require approvals. */
export function approvedTargets(policy: Policy, from: Stage): readonly Stage[] {
  return allowedTargets(policy, from).filter((to) => stageRule(policy, to)?.gates?.approvals);
}

/** Returns the stage for versions that leave an exclusive stage because another one enters it. */
export function retirementStage(policy: Policy): Stage {
  return policy.stages.find((candidate) => candidate.retires)?.name ?? firstStage(policy);
}

/** Returns the stages in which a model can have one version only. */
export function exclusiveStages(policy: Policy): readonly Stage[] {
  return policy.stages.filter(({ exclusive }) => exclusive).map(({ name }) => name);
}

/**
 * Returns the stage as the policy spells it, found regardless of case and of Unicode composition.
 */
export function findStage(policy: Policy, text: string): Stage | undefined {
  const wanted = foldStage(text);
  return policy.stages.find((candidate) => foldStage(candidate.name) === wanted)?.name;
}

/** Folds a stage's name, so that spellings that people take for the same stage become equal. */
export function foldStage(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}
