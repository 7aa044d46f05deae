import type { LineageEdge, LineageGraph, LineageNode } from "./lineage-node.ts";
import { edgeText, nodeText } from "./node-text.ts";
import type { LineageDirection } from "./part-of-graph.ts";

/**
 * Returns the lineage of a node as an indented list: what it was made of, then what was made from
 * it. What stands in the list already is named again without what is below it.
 */
export function lineageText(
  graph: LineageGraph,
  focus: string,
  direction: LineageDirection,
): readonly string[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const root = nodes.get(focus);
  if (!root) return [];
  const lines = [nodeText(root)];
  if (direction !== "descendants") {
    const made = branch(graph, nodes, focus, "up");
    lines.push("", made.length > 0 ? "Made from:" : "Nothing is recorded that it was made from.");
    lines.push(...made);
  }
  if (direction !== "ancestors") {
    const into = branch(graph, nodes, focus, "down");
    lines.push("", into.length > 0 ? "Went into:" : "Nothing was made from it.");
    lines.push(...into);
  }
  return lines;
}

function branch(
  graph: LineageGraph,
  nodes: ReadonlyMap<string, LineageNode>,
  focus: string,
  way: "up" | "down",
): readonly string[] {
  const next = edgesFrom(graph, way);
  const below = (id: string): readonly LineageEdge[] => next.get(id) ?? [];
  const lines: string[] = [];
  const seen = new Set([focus]);
  // A list instead of recursion: a chain may be longer than the stack.
  const open = below(focus)
    .map((edge) => ({ edge, depth: 1 }))
    .reverse();
  for (let step = open.pop(); step; step = open.pop()) {
    const { edge, depth } = step;
    const id = way === "up" ? edge.from : edge.to;
    const node = nodes.get(id);
    if (!node) continue;
    const isKnown = seen.has(id);
    const again = isKnown && below(id).length > 0 ? " (see above)" : "";
    lines.push(`${"  ".repeat(depth)}${edgeText(edge)}: ${nodeText(node)}${again}`);
    if (isKnown) continue;
    seen.add(id);
    for (const edge of below(id).toReversed()) open.push({ edge, depth: depth + 1 });
  }
  return lines;
}

/** Returns the recorded edges by the node that they lead on from. */
function edgesFrom(graph: LineageGraph, way: "up" | "down"): ReadonlyMap<string, LineageEdge[]> {
  const next = new Map<string, LineageEdge[]>();
  for (const edge of graph.edges) {
    if (edge.relation === "is in" || edge.relation === "followed by") continue;
    const from = way === "up" ? edge.to : edge.from;
    const known = next.get(from);
    if (known) known.push(edge);
    else next.set(from, [edge]);
  }
  return next;
}
