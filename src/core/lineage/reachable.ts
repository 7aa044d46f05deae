import type { LineageGraph } from "./lineage-node.ts";

/**
 * Returns the ids of everything a node was made of (`up`) or went into (`down`), itself included.
 */
export function reachable(
  graph: LineageGraph,
  start: string,
  way: "up" | "down",
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const [from, to] = way === "up" ? [edge.to, edge.from] : [edge.from, edge.to];
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  }
  const seen = new Set([start]);
  for (const id of seen) for (const neighbour of next.get(id) ?? []) seen.add(neighbour);
  return seen;
}
