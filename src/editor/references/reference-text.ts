import { l10n } from "vscode";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { MeantVersion } from "../../registry/retrieval/describe-references.ts";

/** Returns what a reference means in one line: `fraud 5 · Production · test.auc 0.91`. */
export function meaningText({ version, mainMetric }: MeantVersion): string {
  const metric = mainMetric && `${mainMetric.key} ${formatMetric(mainMetric.value)}`;
  return [versionTitle(version), version.stage, metric].filter(Boolean).join(" · ");
}

/** Returns why a version should not be relied on by its number; undefined if nothing speaks against it. */
export function retirementText({ version, role }: MeantVersion): string | undefined {
  if (role !== "archive" && role !== "rejection") return undefined;
  return l10n.t("{0} is in {1}.", versionTitle(version), version.stage);
}
