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

/** Returns `1 data set`, `6 data sets`. */
export function dataSetCount(n: number): string {
  return n === 1 ? l10n.t("1 data set") : l10n.t("{0} data sets", formatNumber(n));
}

/** Returns `1 metric`, `6 metrics`. */
export function metricCount(n: number): string {
  return n === 1 ? l10n.t("1 metric") : l10n.t("{0} metrics", formatNumber(n));
}

/** Returns `1 parameter`, `6 parameters`. */
export function parameterCount(n: number): string {
  return n === 1 ? l10n.t("1 parameter") : l10n.t("{0} parameters", formatNumber(n));
}

/** Returns `1 parent`, `6 parents`. */
export function parentCount(n: number): string {
  return n === 1 ? l10n.t("1 parent") : l10n.t("{0} parents", formatNumber(n));
}

/** Returns `1 time`, `6 times`. */
export function timeCount(n: number): string {
  return n === 1 ? l10n.t("1 time") : l10n.t("{0} times", formatNumber(n));
}

/** Returns `1 benchmark`, `6 benchmarks`. */
export function benchmarkCount(n: number): string {
  return n === 1 ? l10n.t("1 benchmark") : l10n.t("{0} benchmarks", formatNumber(n));
}

/** Returns `1 feature`, `6 features`. */
export function featureCount(n: number): string {
  return n === 1 ? l10n.t("1 feature") : l10n.t("{0} features", formatNumber(n));
}

/** Returns `1 run`, `6 runs`. */
export function runCount(n: number): string {
  return n === 1 ? l10n.t("1 run") : l10n.t("{0} runs", formatNumber(n));
}
