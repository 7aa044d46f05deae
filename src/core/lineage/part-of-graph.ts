import type { LineageGraph } from "./lineage-node.ts";
import { reachable } from "./reachable.ts";

/** Part of a lineage: what a node was made of, what it went into, or both. */
export type LineageDirection = "ancestors" | "descendants" | "both";

/**
 * Returns the part of a graph that is a node's lineage: its ancestors with what they were made of,
 * its descendants, and of those, where both are wanted, no other inputs.
 */
export function partOfGraph(
  graph: LineageGraph,
  focus: string,
  direction: LineageDirection,
): LineageGraph {
  const up = direction === "descendants" ? new Set([focus]) : reachable(graph, focus, "up");
  const down = direction === "ancestors" ? new Set([focus]) : reachable(graph, focus, "down");
  // Every version keeps the stage that it is in.
  const stages = graph.edges.flatMap(({ from, to, relation }) =>
    relation === "is in" && up.has(from) ? [to] : [],
  );
  const kept = new Set([...up, ...down, ...stages]);
  return {
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}
