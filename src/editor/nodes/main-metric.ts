import { workspace, type Uri } from "vscode";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { formatMetric, rowFormat } from "../../core/metrics/metric-format.ts";
import type { Version } from "../../core/state/version.ts";

/**
 * Returns the main metric of a version without its change, precise enough to differ from that of
 * another: `auc 0.929`.
 */
export function mainMetricBeside(
  version: Version,
  other: Version,
  folder: Uri,
): string | undefined {
  const key = mainMetricKey(version, folder);
  const value = key === undefined ? undefined : version.metrics[key];
  if (key === undefined || value === undefined) return undefined;
  const beside = other.metrics[key];
  return `${shortName(key)} ${formatMetric(value, beside === undefined ? [] : [beside])}`;
}

/**
 * `auc 0.941 ▲0.012`: the metric that stands for a version, with its change against Production.
 *
 * @param sorted metric that is shown instead if the version has it
 */
export function mainMetricText(
  version: Version,
  production: Version | undefined,
  folder: Uri,
  sorted?: string,
): string | undefined {
  const isSorted = sorted !== undefined && Object.hasOwn(version.metrics, sorted);
  const key = isSorted ? sorted : mainMetricKey(version, folder);
  const value = key === undefined ? undefined : version.metrics[key];
  if (key === undefined || value === undefined) return undefined;
  const base = production?.id === version.id ? undefined : production?.metrics[key];
  const change = base === undefined ? 0 : value - base;
  if (base === undefined || change === 0) return `${shortName(key)} ${formatMetric(value)}`;
  const format = rowFormat([value, base]);
  const size = format(Math.abs(change));
  return `${shortName(key)} ${format(value)} ${change > 0 ? "▲" : "▼"}${size}`;
}

function mainMetricKey({ metrics }: Version, folder: Uri): string | undefined {
  const chosen = workspace.getConfiguration("modelRegistry", folder).get<string>("mainMetric");
  return chosen && chosen in metrics ? chosen : mainMetric(Object.keys(metrics));
}

function shortName(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}
