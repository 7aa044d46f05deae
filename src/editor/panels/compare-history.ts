import { mostPoints, type HistoryAnswer } from "../../../webview/compare/chart-protocol.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { VersionId } from "../../core/model/ids.ts";
import type { RunId } from "../../core/model/run.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";

/** Versions and runs that are compared. */
interface Compared {
  readonly versions: readonly VersionId[];
  readonly runs: readonly RunId[];
}

/** Reads the history of a metric of versions and runs; of the main one if none is asked for. */
export async function readHistory(
  registry: RemoteRegistry,
  compared: Compared,
  asked: string | undefined,
): Promise<HistoryAnswer> {
  const { versions, runs, metrics } = await histories(registry, compared, asked);
  const metric = asked !== undefined && metrics.includes(asked) ? asked : mainMetric(metrics);
  const isMain = [versions, runs].every((each) => (each.metric ?? metric) === metric);
  const found = isMain ? { versions, runs } : await histories(registry, compared, metric);
  const axis = found.versions.series[0]?.axis ?? "step";
  const series = [
    ...(found.versions.metric === metric ? found.versions.series : []),
    ...(found.runs.metric === metric
      ? found.runs.series.map(({ event, points }) => ({ version: VersionId.parse(event), points }))
      : []),
  ];
  return {
    metrics,
    metric: metric ?? "",
    stepName: `${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`,
    series: series.map(({ version, points }) => ({ version, metric: metric ?? "", points })),
  };
}

async function histories(
  registry: RemoteRegistry,
  { versions: ids, runs: runIds }: Compared,
  metric: string | undefined,
): Promise<{
  readonly versions: AnswerOf<"metricHistory">;
  readonly runs: AnswerOf<"runMetricHistory">;
  readonly metrics: readonly string[];
}> {
  const [versions, runs] = await Promise.all([
    registry.call("metricHistory", { versions: ids, metric, mostPoints }),
    registry.call("runMetricHistory", { runs: runIds, metric, mostPoints }),
  ]);
  return { versions, runs, metrics: [...new Set([...versions.metrics, ...runs.metrics])].sort() };
}
