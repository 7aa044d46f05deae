import * as l10n from "@vscode/l10n";
import type { Stage } from "../model/ids.ts";
import type { Alias } from "../model/markings.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { formatNumber } from "../text/language.ts";

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
      return l10n.t("it is in {0}", protection.stage);
    case "aliased": {
      const { aliases } = protection;
      return aliases.length === 1
        ? l10n.t("the alias {0} points to it", aliases.join())
        : l10n.t("the aliases {0} point to it", aliases.join(", "));
    }
    case "requested":
      return l10n.t("its approval for {0} has been requested", protection.to);
    case "parent": {
      const [first, ...others] = protection.children;
      if (!first) return l10n.t("another version was made from it");
      return others.length === 0
        ? l10n.t("{0} was made from it", versionTitle(first))
        : l10n.t(
            "{0} and {1} more were made from it",
            versionTitle(first),
            formatNumber(others.length),
          );
    }
  }
}
