import type { ModelName } from "../model/ids.ts";
import { lineageNodeId, type LineageVersion } from "./lineage-graph.ts";
import type { LineageEdge, LineageGraph } from "./lineage-node.ts";
import { changesText, recipeDifference } from "./recipe-difference.ts";

/** Adds an edge from each version of a model to the next one, with what changed between them. */
export function withSuccessors(
  graph: LineageGraph,
  model: ModelName,
  versions: readonly LineageVersion[],
): LineageGraph {
  const ordered = versions
    .filter((version) => version.model === model)
    .toSorted((a, b) => a.number - b.number);
  const edges = ordered.slice(1).flatMap((version, index): LineageEdge[] => {
    const before = ordered[index];
    if (!before) return [];
    const changes = recipeDifference(before.registration.recipe, version.registration.recipe);
    return [
      {
        from: lineageNodeId.version(before.id),
        to: lineageNodeId.version(version.id),
        relation: "followed by",
        changes: changesText(changes),
      },
    ];
  });
  return { nodes: graph.nodes, edges: [...graph.edges, ...edges] };
}
