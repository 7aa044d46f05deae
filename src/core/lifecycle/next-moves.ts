import type { Stage } from "../model/ids.ts";
import { gateCheckName } from "../model/policy/gate-check.ts";
import type { MoveNeeds, NextMove, NextMoves, PromotionAdvice } from "../model/policy/next-move.ts";
import { allowedTargets, stageRule, type Policy } from "../model/policy.ts";
import { isNamedBy } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";
import { checkStageGates } from "./stage-gate.ts";

/**
 * Returns where a version can go from its stage, with what the gates and rights still need for it.
 *
 * @param actor who would move it; absent if that is not known
 */
export function nextMoves(
  state: RegistryState,
  policy: Policy,
  version: Version,
  actor: Actor | undefined,
): NextMoves {
  const moves = allowedTargets(policy, version.stage).map((to): NextMove => {
    const needs = moveNeeds(state, policy, version, to, actor);
    return needs === undefined ? { to } : { to, needs };
  });
  return { from: version.stage, moves };
}

/** Returns what a move to a stage takes; undefined if nothing. */
export function moveNeeds(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor | undefined,
): MoveNeeds | undefined {
  if (!stageRule(policy, to)?.gates) return undefined;
  const checks = checkStageGates(state, policy, version, to, actor ?? nobody);
  const failing = checks.filter(({ passed }) => !passed);
  const by = promotersBeside(policy, to, actor);
  const others = failing.filter(({ rule }) => rule !== "promoter" && rule !== "approvals");
  const needs: MoveNeeds = {
    ...(others.length > 0 && { checks: others.map(gateCheckName) }),
    ...(failing.some(({ rule }) => rule === "approvals") && { approval: true }),
    ...(by && { by }),
  };
  return Object.keys(needs).length === 0 ? undefined : needs;
}

/**
 * Returns who may bring versions into a stage; undefined if this person may.
 *
 * @param actor absent if it is not known who would
 */
export function promotersBeside(
  policy: Policy,
  to: Stage,
  actor: Actor | undefined,
): readonly string[] | undefined {
  const promoters = stageRule(policy, to)?.gates?.promoters;
  const isPermitted = actor !== undefined && promoters?.some((entry) => isNamedBy(entry, actor));
  return isPermitted ? undefined : promoters;
}

/** Returns what brings a version into a stage. */
export function promotionAdvice(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor,
): PromotionAdvice {
  const needs = moveNeeds(state, policy, version, to, actor);
  return needs ? { kind: "needs", move: { to, needs } } : { kind: "promote" };
}

/**
 * Placeholder for an unknown actor: rights are checked separately, and no other check depends on
 * the actor.
 */
export const nobody: Actor = { name: "nobody" };
