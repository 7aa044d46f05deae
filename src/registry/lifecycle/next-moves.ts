import { nextMoves, nextMovesText, type NextMove } from "../../core/lifecycle/next-moves.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";

/** Stages that a version can go to, for who asks, and the same in words. */
export interface NextMoves {
  readonly moves: readonly NextMove[];
  readonly text: string;
}

/** @throws RegistryError `unknown-version` or `invalid-policy` */
export async function findNextMoves(
  registry: Registry,
  { version: id }: { readonly version: VersionId },
): Promise<NextMoves> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  return registry.read((state) => {
    const version = requireVersion(state, id);
    const moves = nextMoves(state, policy, version, actor);
    return { moves, text: nextMovesText(version.stage, moves) };
  });
}
