import type { ModelName } from "../../core/model/ids.ts";
import { bestValue, type BestValue, type MetricValue } from "../../core/retrieval/best-value.ts";
import type { Registry } from "../registry.ts";

/** One metric over the versions of a model. */
export interface ModelMetric {
  /** Of all versions, by number. */
  readonly values: readonly MetricValue[];
  /** Absent where nothing was measured, or which direction is better is not known. */
  readonly best?: BestValue;
}

/** Returns the values of one metric of all versions of a model, and the best of them. */
export async function modelMetric(
  registry: Registry,
  { model, metric }: { readonly model: ModelName; readonly metric: string },
): Promise<ModelMetric> {
  const { policy } = await registry.policy();
  return registry.read((state) => {
    const values = state.search.recordedOf(model).metric(metric);
    const best = bestValue(policy, metric, values);
    return { values, ...(best && { best }) };
  });
}
