import * as l10n from "@vscode/l10n";
import { formatNumber } from "../../src/core/text/language.ts";
import type { PlannedModel } from "./plan.ts";

/** Returns the title of a run: `Importing 3 versions`. */
export function importingText(versions: number): string {
  return versions === 1
    ? l10n.t("Importing 1 version")
    : l10n.t("Importing {0} versions", formatNumber(versions));
}

/** Returns the label of the button that begins the run: `Import 3 versions`. */
export function importText(versions: number): string {
  return versions === 1
    ? l10n.t("Import 1 version")
    : l10n.t("Import {0} versions", formatNumber(versions));
}

/** Returns how many versions of how many files would be registered. */
export function plannedText(versions: number, files: number): string {
  if (files === 1) {
    return versions === 1
      ? l10n.t("1 version of 1 file will be registered, from the top down.")
      : l10n.t(
          "{0} versions of 1 file will be registered, from the top down.",
          formatNumber(versions),
        );
  }
  return versions === 1
    ? l10n.t("1 version of {0} files will be registered, from the top down.", formatNumber(files))
    : l10n.t(
        "{0} versions of {1} files will be registered, from the top down.",
        formatNumber(versions),
        formatNumber(files),
      );
}

/** Returns how many of a model's files are imported: `2 of 3 files`. */
export function chosenText(chosen: number, files: number): string {
  return files === 1
    ? l10n.t("{0} of 1 file", formatNumber(chosen))
    : l10n.t("{0} of {1} files", formatNumber(chosen), formatNumber(files));
}

/** Returns the label of the button that shows more rows: `Show 12 more files`. */
export function moreText(files: number): string {
  return files === 1
    ? l10n.t("Show 1 more file")
    : l10n.t("Show {0} more files", formatNumber(files));
}

/** `model_v2.pkl is 2 of 4` */
export function placeText(plan: readonly PlannedModel[], path: string): string {
  for (const { rows } of plan) {
    const place = rows.findIndex((row) => row.path === path) + 1;
    if (place > 0) return l10n.t("{0} is {1} of {2}", path, place, rows.length);
  }
  return "";
}
