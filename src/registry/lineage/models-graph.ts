import type { LineageGraph, LineageNode } from "../../core/lineage/lineage-node.ts";
import { mainMetricOf } from "../../core/lineage/main-metric.ts";
import type { ModelName } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { count } from "../../core/text/format.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** Returns the models of a registry, and how they derive from each other. */
export function modelsGraph(
  state: IndexQueries,
  policy: Policy,
  mainMetric: string | undefined,
): LineageGraph {
  const stage = productionStage(policy);
  const nodes = state
    .models()
    .map(({ name, versionCount, latestNumber, changedAt }): LineageNode => {
      const [production] = stage === undefined ? [] : state.holders(name, stage);
      const shown = production ?? state.latestVersion(name);
      const metric = shown && mainMetricOf(shown.metrics, undefined, mainMetric);
      return {
        id: modelNodeId(name),
        kind: "model",
        label: name,
        model: name,
        versions: versionCount,
        latest: latestNumber,
        changedAt,
        ...(production && { production: production.number, productionStage: production.stage }),
        ...(metric && { metric }),
      };
    });
  const edges = state.lineage.ofModels().map(({ parent, child, versions }) => ({
    from: modelNodeId(parent),
    to: modelNodeId(child),
    relation: "derived from" as const,
    derivation: `${count(versions, "version")} derived from`,
  }));
  return { nodes, edges };
}

function modelNodeId(model: ModelName): string {
  return `model:${model}`;
}
