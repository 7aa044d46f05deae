import { mostPoints, type HistoryAnswer } from "../../../webview/compare/chart-protocol.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";

/** Reads the history of a metric of several versions; of the main one if none is asked for. */
export async function readHistory(
  registry: RemoteRegistry,
  versions: readonly VersionId[],
  asked: string | undefined,
): Promise<HistoryAnswer> {
  const request = { versions, metric: asked, mostPoints };
  const { metrics, metric = "", series } = await registry.call("metricHistory", request);
  const axis = series[0]?.axis ?? "step";
  return {
    metrics,
    metric,
    stepName: `${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`,
    series: series.map(({ version, points }) => ({ version, metric, points })),
  };
}
