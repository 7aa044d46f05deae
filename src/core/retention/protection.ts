import type { Stage } from "../model/ids.ts";
import type { Protection } from "../model/policy/protection.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import type { Version } from "../state/version.ts";

/** Uses of a version that its own data does not show. */
export interface VersionUse {
  /** The stage for which approval of the version has been requested. */
  readonly requested: Stage | undefined;
  /** A running A/B test that it takes part in. */
  readonly tested: string | undefined;
  /** Living versions made from it, except those that are deleted with it. */
  readonly children: readonly Pick<Version, "model" | "number">[];
}

/** Returns the first reason why a version must not be deleted. */
export function protection(
  policy: Policy,
  version: Pick<Version, "stage" | "aliases">,
  { requested, tested, children }: VersionUse,
): Protection | undefined {
  const { stage, aliases = [] } = version;
  if (stageRule(policy, stage)?.exclusive) return { kind: "exclusive", stage };
  if (aliases.length > 0) return { kind: "aliased", aliases };
  if (requested !== undefined) return { kind: "requested", to: requested };
  if (tested !== undefined) return { kind: "tested", test: tested };
  return children.length > 0 ? { kind: "parent", children } : undefined;
}
