import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { Registry } from "../registry.ts";

/**
 * Does what the first search of a process takes longest for, so that a person who types a query does
 * not wait for it: the order of all versions, the names that were recorded, and an order by a metric.
 * Other calls get their turn in between.
 */
export async function prepareSearch(registry: Registry): Promise<void> {
  const page = { limit: 100, offset: 0, now: Date.now() };
  const newest = await registry.read((state) => state.search.versions({ order: [] }, page));
  await registry.read((state) => state.search.recordedNames());
  const metric = mainMetric(Object.keys(newest.versions[0]?.metrics ?? {}));
  if (metric === undefined) return;
  const key = { field: "metrics", name: metric } as const;
  const order = [{ key, descending: true }];
  await registry.read((state) => state.search.versions({ order }, page));
}
