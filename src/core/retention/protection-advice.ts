import { nextMoves, promotersBeside } from "../lifecycle/next-moves.ts";
import type { Protection, ProtectionAdvice } from "../model/policy/protection.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";

/** Returns what has to happen before the version can go, for who wants to delete it. */
export function protectionAdvice(
  state: RegistryState,
  policy: Policy,
  version: Version,
  protection: Protection,
  actor: Actor,
): ProtectionAdvice {
  if (protection.kind !== "exclusive") return { kind: protection.kind };
  const { moves } = nextMoves(state, policy, version, actor);
  const away = moves.filter(({ to }) => stageRule(policy, to)?.exclusive !== true);
  const by = promotersBeside(policy, protection.stage, actor);
  return { kind: "replace", away, ...(by && { by }) };
}
