import * as l10n from "@vscode/l10n";
import type { Verdict } from "../inspection.ts";

/** Returns the label of a verdict, and its meaning for people who load the file. */
export function verdictWords(verdict: Verdict): {
  readonly label: string;
  readonly meaning: string;
} {
  switch (verdict) {
    case "weights-only":
      return {
        label: l10n.t("Weights only"),
        meaning: l10n.t("Loading it with its usual library runs no code of its own."),
      };
    case "needs-code":
      return {
        label: l10n.t("Needs code"),
        meaning: l10n.t(
          "Loading it calls code outside the file. Load it only if you trust where it comes from.",
        ),
      };
    case "unreadable":
      return {
        label: l10n.t("Not fully read"),
        meaning: l10n.t(
          "It could not be read to its end, so nothing is claimed about what loading it does.",
        ),
      };
    case "dangerous":
      return {
        label: l10n.t("Dangerous"),
        meaning: l10n.t("Loading it would call something known to be harmful. Do not load it."),
      };
  }
}
