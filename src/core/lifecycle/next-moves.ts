import { gateCheckName } from "../model/gate-check.ts";
import { isNamedBy } from "../model/identity.ts";
import type { Stage } from "../model/ids.ts";
import { allowedTargets, stageRule, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";
import { checkStageGates } from "./stage-gate.ts";

/** A stage that the transitions let a version go to. */
export interface NextMove {
  readonly to: Stage;
  /** Conditions of the move: `after approval`; absent if the person can move it at once. */
  readonly needs?: string;
}

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
): readonly NextMove[] {
  return allowedTargets(policy, version.stage).map((to) => {
    const needs = moveNeeds(state, policy, version, to, actor);
    return needs === undefined ? { to } : { to, needs };
  });
}

/** Returns what a move to a stage takes: `after approval, by Ada or Bob`; undefined if nothing. */
export function moveNeeds(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor | undefined,
): string | undefined {
  if (!stageRule(policy, to)?.gates) return undefined;
  const checks = checkStageGates(state, policy, version, to, actor ?? nobody);
  const failing = checks.filter(({ passed }) => !passed);
  const by = promotersBeside(policy, to, actor);
  const others = failing.filter(({ rule }) => rule !== "promoter" && rule !== "approvals");
  const needs = [
    ...(others.length > 0
      ? [`once its checks pass (${others.map(gateCheckName).join(", ")})`]
      : []),
    ...(failing.some(({ rule }) => rule === "approvals") ? ["after approval"] : []),
    ...(by === undefined ? [] : [`by ${by}`]),
  ];
  return needs.length === 0 ? undefined : needs.join(", ");
}

/**
 * Returns who may bring versions into a stage, `Ada or Bob`; undefined if this person may.
 *
 * @param actor absent if it is not known who would
 */
export function promotersBeside(
  policy: Policy,
  to: Stage,
  actor: Actor | undefined,
): string | undefined {
  const promoters = stageRule(policy, to)?.gates?.promoters;
  const isPermitted = actor !== undefined && promoters?.some((entry) => isNamedBy(entry, actor));
  return promoters && !isPermitted ? promoters.join(" or ") : undefined;
}

/** Returns where a version can go, or what brings it out of a stage that leads nowhere. */
export function nextMovesText(stage: Stage, moves: readonly NextMove[]): string {
  if (moves.length === 0) {
    return `No stage can be reached from ${stage}: a rollback brings back a version that was in use, for others the policy needs a transition.`;
  }
  return `From ${stage} it can go to ${moveList(moves)}.`;
}

/**
 * Lists moves in words, those that need nothing else first:
 * `Staging or Shadow; to Live after approval`.
 */
export function moveList(moves: readonly NextMove[]): string {
  const free = moves.filter(({ needs }) => needs === undefined).map(({ to }) => to);
  const places = [
    ...(free.length > 0 ? [alternatives(free)] : []),
    ...moves.flatMap(({ to, needs }) => (needs === undefined ? [] : [`${to} ${needs}`])),
  ];
  return places.join("; to ");
}

/** `Staging, Rejected or Archived` */
function alternatives(stages: readonly Stage[]): string {
  const last = stages.at(-1) ?? "";
  return stages.length < 2 ? last : `${stages.slice(0, -1).join(", ")} or ${last}`;
}

/**
 * Says that a version is to be promoted, or what that takes: `Promote it to Live after approval.`
 */
export function promotionAdvice(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor,
): string {
  const needs = moveNeeds(state, policy, version, to, actor);
  return needs === undefined ? "Promote it." : `It can go to ${to} ${needs}.`;
}

/**
 * Placeholder for an unknown actor: rights are checked separately, and no other check depends on
 * the actor.
 */
export const nobody: Actor = { name: "nobody" };
