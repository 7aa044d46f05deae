import { metricDirection } from "../../core/metrics/metric-direction.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import { orderByMetric, type MetricOrder } from "../../core/query/order-by-metric.ts";
import type { Model, Version } from "../../core/state/version.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import type { FolderRegistry } from "../registries.ts";
import { matchesModel, type TreeFilter } from "./tree-filter.ts";

/** Criteria for some of the versions of a list. */
export interface VersionRequest {
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** Absent if all are wanted. */
  readonly query?: string;
  /** Metric by which the best come first; absent for the newest first. */
  readonly metric?: string;
  readonly limit: number;
}

/** Returns the order in which the best by a metric comes first. */
export function bestFirst(metric: string): MetricOrder {
  return { metric, descending: metricDirection(metric) !== "lower" };
}

/** Returns the criteria for the versions of a model: all if the filter names it. */
export function listOf(filter: TreeFilter, model: Model): Pick<VersionRequest, "model" | "query"> {
  const isWhole = filter.query === undefined || matchesModel(filter, model);
  return { model: model.name, ...(!isWhole && { query: filter.query }) };
}

/** Returns versions, newest first or best first by a metric. */
export async function versionsOf(
  { registry }: FolderRegistry,
  { query: found, metric, ...request }: VersionRequest,
): Promise<readonly Version[]> {
  const query = metric === undefined ? found : orderByMetric(found ?? "", bestFirst(metric));
  if (query === undefined) return registry.call("listVersions", request);
  return (await registry.call("searchVersions", { query, ...request })).versions;
}

/** Returns the criteria for all versions of a filter: of models that it names, and what it finds. */
export function requestsOf(
  filter: TreeFilter,
  models: readonly ModelOverview[],
): readonly Pick<VersionRequest, "model" | "query">[] {
  const { query } = filter;
  if (query === undefined) return [{}];
  const named = models.filter(({ model }) => matchesModel(filter, model));
  return [...named.map(({ model }) => ({ model: model.name })), { query }];
}
