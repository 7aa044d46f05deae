import * as l10n from "@vscode/l10n";
import { formatNumber } from "./language.ts";

/** Counted things as texts of their own; within a sentence, the whole sentence is a text. */

/** Returns `1 version`, `6 versions`. */
export function versionCount(n: number): string {
  return n === 1 ? l10n.t("1 version") : l10n.t("{0} versions", formatNumber(n));
}

/** Returns `1 file`, `6 files`. */
export function fileCount(n: number): string {
  return n === 1 ? l10n.t("1 file") : l10n.t("{0} files", formatNumber(n));
}

/** Returns `1 event`, `6 events`. */
export function eventCount(n: number): string {
  return n === 1 ? l10n.t("1 event") : l10n.t("{0} events", formatNumber(n));
}

/** Returns `1 artifact`, `6 artifacts`. */
export function artifactCount(n: number): string {
  return n === 1 ? l10n.t("1 artifact") : l10n.t("{0} artifacts", formatNumber(n));
}

/** Returns `1 package`, `6 packages`. */
export function packageCount(n: number): string {
  return n === 1 ? l10n.t("1 package") : l10n.t("{0} packages", formatNumber(n));
}

/** Returns `1 column`, `6 columns`. */
export function columnCount(n: number): string {
  return n === 1 ? l10n.t("1 column") : l10n.t("{0} columns", formatNumber(n));
}

/** Returns `1 input`, `6 inputs`. */
export function inputCount(n: number): string {
  return n === 1 ? l10n.t("1 input") : l10n.t("{0} inputs", formatNumber(n));
}

/** Returns `1 output`, `6 outputs`. */
export function outputCount(n: number): string {
  return n === 1 ? l10n.t("1 output") : l10n.t("{0} outputs", formatNumber(n));
}
