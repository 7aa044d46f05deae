import { nextMoves } from "../../core/lifecycle/next-moves.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { NextMoves } from "../../core/model/policy/next-move.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";

/**
 * Returns the stages that a version can go to, for who asks.
 *
 * @throws RegistryError `unknown-version` or `invalid-policy`
 */
export async function findNextMoves(
  registry: Registry,
  { version: id }: { readonly version: VersionId },
): Promise<NextMoves> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  return registry.read((state) => nextMoves(state, policy, requireVersion(state, id), actor));
}
