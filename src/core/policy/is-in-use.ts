import type { Stage } from "../model/ids.ts";
import { exclusiveStages, type Policy } from "../model/policy.ts";
import { productionStage } from "./stage-roles.ts";

/** Returns whether the files of a version have to stay: it serves, or has an alias. */
export function isInUse(
  { stage, aliases = [] }: { readonly stage: Stage; readonly aliases?: readonly unknown[] },
  policy: Policy,
): boolean {
  return (
    aliases.length > 0 ||
    stage === productionStage(policy) ||
    exclusiveStages(policy).includes(stage)
  );
}
