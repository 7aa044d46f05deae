import { moveList, nextMoves, promotersBeside } from "../lifecycle/next-moves.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";
import type { Protection } from "./protection.ts";

/** Returns what has to happen before the version can go, for who wants to delete it. */
export function protectionWayOut(
  state: RegistryState,
  policy: Policy,
  version: Version,
  protection: Protection,
  actor: Actor,
): string {
  switch (protection.kind) {
    case "exclusive": {
      const away = nextMoves(state, policy, version, actor).filter(
        ({ to }) => stageRule(policy, to)?.exclusive !== true,
      );
      const by = promotersBeside(policy, protection.stage, actor);
      const replace = by === undefined ? "promote" : `ask ${by} to promote`;
      const moved = away.length === 0 ? "" : `Move it to ${moveList(away)} first, or `;
      const advice = `${moved}${replace} another version in its place${moved === "" ? " first" : ""}.`;
      return advice.charAt(0).toUpperCase() + advice.slice(1);
    }
    case "aliased":
      return "Point the alias to another version, or remove it, first.";
    case "requested":
      return "Have the request withdrawn or denied first.";
    case "parent":
      return "Delete the versions made from it first, if they are not needed either.";
  }
}
