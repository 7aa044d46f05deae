import * as l10n from "@vscode/l10n";
import { alternatives, together } from "../../text/alternatives.ts";
import { formatNumber } from "../../text/language.ts";
import type { Stage } from "../ids.ts";

/** A transition that retention would archive versions along, if the policy had it. */
export interface MissingTransition {
  readonly from: Stage;
  readonly to: Stage;
  /** Number of versions that stay because the transition is missing. */
  readonly versions: number;
}

/**
 * Returns the problem in words:
 * `12 versions would be archived but stay: no transition leads from None to Archived.`; an empty
 * text if nothing is missing.
 */
export function missingTransitionText(missing: readonly MissingTransition[]): string {
  const [first] = missing;
  if (!first) return "";
  const versions = missing.reduce((sum, each) => sum + each.versions, 0);
  return versions === 1
    ? l10n.t(
        "1 version would be archived but stays: no transition leads from {0} to {1}.",
        stagesFrom(missing, "or"),
        first.to,
      )
    : l10n.t(
        "{0} versions would be archived but stay: no transition leads from {1} to {2}.",
        formatNumber(versions),
        stagesFrom(missing, "or"),
        first.to,
      );
}

/** Returns the remedy in words; an empty text if nothing is missing. */
export function missingTransitionWayOut(missing: readonly MissingTransition[]): string {
  const [first] = missing;
  if (!first) return "";
  return l10n.t(
    "Add {0} to the transitions from {1} in .model-registry/policy.yaml.",
    first.to,
    stagesFrom(missing, "and"),
  );
}

function stagesFrom(missing: readonly MissingTransition[], last: "or" | "and"): string {
  const names = missing.map(({ from }) => from);
  return last === "or" ? alternatives(names) : together(names);
}
