import { mostPoints, type HistoryAnswer } from "../../../webview/compare/chart-protocol.ts";
import { thinOut } from "../../core/charts/thin-out.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";

/** Reads the history of a metric of several versions; of the main one if none is asked for. */
export async function readHistory(
  registry: RemoteRegistry,
  versions: readonly VersionId[],
  asked: string | undefined,
): Promise<HistoryAnswer> {
  const all = await registry.call("metricHistory", { versions });
  const metrics = [...new Set(all.map(({ metric }) => metric))].sort();
  const metric =
    asked !== undefined && metrics.includes(asked) ? asked : (mainMetric(metrics) ?? "");
  const series = all.filter((each) => each.metric === metric);
  const axis = series[0]?.axis ?? "step";
  return {
    metrics,
    metric,
    stepName: `${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`,
    series: series.map(({ version, points }) => ({
      version,
      metric,
      points: thinOut(points, mostPoints),
    })),
  };
}
