import type { Stage } from "../model/ids.ts";
import type { Alias } from "../model/markings.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import { versionTitle, type Version } from "../state/version.ts";

/** Use of a version because of which it must not be deleted, whoever asks and however old it is. */
export type Protection =
  | { readonly kind: "exclusive"; readonly stage: Stage }
  | { readonly kind: "aliased"; readonly aliases: readonly Alias[] }
  | { readonly kind: "requested"; readonly to: Stage }
  | { readonly kind: "parent"; readonly children: readonly Pick<Version, "model" | "number">[] };

/** Uses of a version that its own data does not show. */
export interface VersionUse {
  /** The stage for which approval of the version has been requested. */
  readonly requested: Stage | undefined;
  /** Living versions made from it, except those that are deleted with it. */
  readonly children: readonly Pick<Version, "model" | "number">[];
}

/** Returns the first reason why a version must not be deleted. */
export function protection(
  policy: Policy,
  version: Pick<Version, "stage" | "aliases">,
  { requested, children }: VersionUse,
): Protection | undefined {
  const { stage, aliases = [] } = version;
  if (stageRule(policy, stage)?.exclusive) return { kind: "exclusive", stage };
  if (aliases.length > 0) return { kind: "aliased", aliases };
  if (requested !== undefined) return { kind: "requested", to: requested };
  return children.length > 0 ? { kind: "parent", children } : undefined;
}

/** Describes a reason as the end of a sentence: `it is in Production`. */
export function protectionText(protection: Protection): string {
  switch (protection.kind) {
    case "exclusive":
      return `it is in ${protection.stage}`;
    case "aliased": {
      const { aliases } = protection;
      return aliases.length === 1
        ? `the alias ${aliases.join()} points to it`
        : `the aliases ${aliases.join(", ")} point to it`;
    }
    case "requested":
      return `its approval for ${protection.to} has been requested`;
    case "parent": {
      const [first, ...others] = protection.children;
      const more = others.length > 0 ? ` and ${others.length} more` : "";
      return `${first ? versionTitle(first) : "another version"}${more} ${others.length > 0 ? "were" : "was"} made from it`;
    }
  }
}
