import * as l10n from "@vscode/l10n";
import type { FactSection } from "../../src/core/reports/comparison-export.ts";

/** Returns the heading of a row of facts: its key, unless the key is one of ours. */
export function factTitle(section: FactSection, key: string): string {
  const titles = titlesOf(section);
  return Object.hasOwn(titles, key) ? (titles[key] ?? key) : key;
}

function titlesOf(section: FactSection): Readonly<Record<string, string>> {
  switch (section) {
    case "code":
      return {
        commit: l10n.t("commit"),
        branch: l10n.t("branch"),
        tag: l10n.t("tag"),
        "uncommitted changes": l10n.t("uncommitted changes"),
      };
    case "model":
      return {
        format: l10n.t("format"),
        framework: l10n.t("framework"),
        architecture: l10n.t("architecture"),
        task: l10n.t("task"),
        parameters: l10n.t("parameters"),
        types: l10n.t("types"),
        quantisation: l10n.t("quantisation"),
        safety: l10n.t("safety"),
        licence: l10n.t("licence"),
      };
    case "signature":
      return { compatibility: l10n.t("compatibility") };
    case "files":
      return { digest: l10n.t("digest"), size: l10n.t("size") };
    default:
      return {};
  }
}

/** Returns how a signature differs from the baseline's, for those who call the model. */
export function compatibilityText(value: string): string {
  if (value === "same") return l10n.t("same");
  if (value === "compatible") return l10n.t("compatible");
  return value === "breaking" ? l10n.t("breaking") : value;
}
