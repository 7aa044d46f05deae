import * as l10n from "@vscode/l10n";
import type { Creation } from "../recipe.ts";

/** Says where the time at which an imported version was made comes from: `by its commit`. */
export function createdBy(source: Creation["source"]): string {
  return {
    commit: l10n.t("by its commit"),
    name: l10n.t("by its name"),
    notes: l10n.t("by notes beside it"),
    file: l10n.t("by the time of its file"),
  }[source];
}
