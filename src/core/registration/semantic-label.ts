import * as l10n from "@vscode/l10n";
import type { VersionRegistered } from "../events/event.ts";
import { VersionLabel } from "../model/version-label.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { bumpSemVer, formatSemVer, parseSemVer, type Bump } from "../text/semver.ts";
import { suggestBump, type BumpSuggestion, type Made } from "./suggest-bump.ts";

/** The semantic version numbers that the next version of a model could have. */
export type SemanticLabels =
  | {
      /** No version of the model has such a number yet. */
      readonly kind: "first";
      readonly label: VersionLabel;
    }
  | {
      readonly kind: "rise";
      /** The highest so far. */
      readonly since: VersionLabel;
      readonly suggestion: BumpSuggestion;
      /** The label that each choice leads to. */
      readonly labels: Readonly<Record<Bump, VersionLabel>>;
    };

/** Facts about a version that is about to be registered. */
export type Upcoming = Made & Pick<VersionRegistered["data"], "model">;

/**
 * Returns the labels after the highest number, with a suggestion from comparing the recipes of both
 * versions.
 */
export function semanticLabels(
  state: RegistryState,
  upcoming: Upcoming,
  isFree: (label: string) => boolean,
): SemanticLabels {
  const before = state.highestLabelled(upcoming.model);
  const since = before?.label;
  const highest = since === undefined ? undefined : parseSemVer(since);
  if (!before || since === undefined || !highest) {
    return { kind: "first", label: VersionLabel.parse("1.0.0") };
  }
  const made = state.registration(before.id);
  const label = (bump: Bump): VersionLabel => {
    let next = bumpSemVer(highest, bump);
    while (!isFree(formatSemVer(next))) next = bumpSemVer(next, "patch");
    return VersionLabel.parse(formatSemVer(next));
  };
  return {
    kind: "rise",
    since,
    suggestion: made
      ? suggestBump(made, upcoming)
      : { bump: "minor", reason: l10n.t("the recipe of the version before is not known") },
    labels: { major: label("major"), minor: label("minor"), patch: label("patch") },
  };
}
