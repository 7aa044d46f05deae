import type { Stage } from "../../core/ids.ts";
import { findStage, type Policy } from "../../core/policy.ts";

/**
 * Parsed filter text: stages by their names, and words that must occur in a model's name or one of
 * its former names.
 */
export interface TreeFilter {
  /** Empty for all stages. */
  readonly stages: readonly Stage[];
  readonly words: readonly string[];
}

/** `fraud staging` → versions in Staging of models whose name contains “fraud”. */
export function parseTreeFilter(policy: Policy, text: string): TreeFilter {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const stages = words.map((word) => findStage(policy, word));
  return {
    stages: stages.filter((stage) => stage !== undefined),
    words: words.filter((_, index) => stages[index] === undefined),
  };
}

export function matchesModel(
  { words }: TreeFilter,
  { name, formerNames = [] }: { readonly name: string; readonly formerNames?: readonly string[] },
): boolean {
  const names = [name, ...formerNames].map((each) => each.toLowerCase());
  return names.some((each) => words.every((word) => each.includes(word)));
}

export function matchesStage({ stages }: TreeFilter, stage: Stage): boolean {
  return stages.length === 0 || stages.includes(stage);
}
