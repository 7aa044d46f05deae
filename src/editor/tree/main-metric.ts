import { workspace, type Uri } from "vscode";
import { formatChange, formatMetric } from "../../core/format.ts";
import { mainMetric } from "../../core/metric-direction.ts";
import type { Version } from "../../core/version.ts";

/** `auc 0.941 ▲0.012`: the metric that stands for a version, with its change against Production. */
export function mainMetricText(
  version: Version,
  production: Version | undefined,
  folder: Uri,
): string | undefined {
  const chosen = workspace.getConfiguration("modelRegistry", folder).get<string>("mainMetric");
  const key =
    chosen && chosen in version.metrics ? chosen : mainMetric(Object.keys(version.metrics));
  const value = key === undefined ? undefined : version.metrics[key];
  if (key === undefined || value === undefined) return undefined;
  const base = production?.id === version.id ? undefined : production?.metrics[key];
  const shown = formatMetric(value, base === undefined ? [] : [base]);
  const text = `${key.slice(key.lastIndexOf(".") + 1)} ${shown}`;
  const change = base === undefined ? 0 : value - base;
  if (change === 0) return text;
  return `${text} ${change > 0 ? "▲" : "▼"}${formatChange(change).slice(1)}`;
}
