import * as l10n from "@vscode/l10n";
import type { Comparison } from "../../src/core/reports/comparison.ts";

/** Returns the heading of a section of a comparison. */
export function sectionTitle(section: keyof Comparison): string {
  const titles: Readonly<Record<keyof Comparison, string>> = {
    metrics: l10n.t("Metrics"),
    gates: l10n.t("Gates"),
    benchmarks: l10n.t("Benchmarks"),
    parameters: l10n.t("Parameters"),
    datasets: l10n.t("Datasets"),
    features: l10n.t("Features"),
    parents: l10n.t("Made from"),
    code: l10n.t("Code"),
    run: l10n.t("Run"),
    environment: l10n.t("Environment"),
    model: l10n.t("Model"),
    signature: l10n.t("Signature"),
    importance: l10n.t("Feature importance"),
    tags: l10n.t("Tags"),
    annotations: l10n.t("Annotations"),
    other: l10n.t("Other metadata"),
    files: l10n.t("Files"),
  };
  return titles[section];
}
