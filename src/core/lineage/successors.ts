import type { ModelName } from "../model/ids.ts";
import type { Recipe } from "../model/recipe.ts";
import { lineageNodeId, type LineageVersion } from "./lineage-graph.ts";
import type { LineageEdge, LineageGraph } from "./lineage-node.ts";
import { changesText, recipeDifference } from "./recipe-difference.ts";

/**
 * Adds an edge from each version of a model to the next one, with what changed between them, where
 * that is known.
 *
 * @param recipeOf returns how a version was made, also one that is not drawn in full
 */
export function withSuccessors(
  graph: LineageGraph,
  model: ModelName,
  versions: readonly LineageVersion[],
  recipeOf: (version: LineageVersion) => Recipe | undefined,
): LineageGraph {
  const ordered = versions
    .filter((version) => version.model === model)
    .toSorted((a, b) => a.number - b.number);
  const edges = ordered.slice(1).flatMap((version, index): LineageEdge[] => {
    const before = ordered[index];
    if (!before) return [];
    const now = version.registration?.recipe;
    const old = now && recipeOf(before);
    return [
      {
        from: lineageNodeId.version(before.id),
        to: lineageNodeId.version(version.id),
        relation: "followed by",
        ...(old && { changes: changesText(recipeDifference(old, now)) }),
      },
    ];
  });
  return { nodes: graph.nodes, edges: [...graph.edges, ...edges] };
}
