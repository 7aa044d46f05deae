import type { LineageGraph, LineageNodeKind } from "../../src/core/lineage/lineage-node.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { lineagePath } from "./lineage-index.ts";

/** Criteria for the part of a graph that is drawn. */
export interface Visibility {
  /** Kinds that the legend has switched off. */
  readonly hidden: readonly LineageNodeKind[];
  /** Node whose lineage alone is shown. */
  readonly only?: string | undefined;
}

/** The part of the graph that is drawn. */
export function visibleGraph(index: LineageIndex, { hidden, only }: Visibility): LineageGraph {
  const path = only === undefined ? undefined : lineagePath(index, only);
  const nodes = index.graph.nodes.filter(
    (node) => !hidden.includes(node.kind) && (!path || path.nodes.has(node.id)),
  );
  const drawn = new Set(nodes.map((node) => node.id));
  const edges = (path ? [...path.edges] : index.graph.edges).filter(
    (edge) => drawn.has(edge.from) && drawn.has(edge.to),
  );
  return { nodes, edges };
}

/** Short text that is the same for graphs of the same nodes and edges (FNV-1a, 32 bit). */
export function graphShape({ nodes, edges }: LineageGraph): string {
  let hash = 0x811c9dc5;
  const mix = (text: string): void => {
    for (let i = 0; i < text.length; i += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
  };
  for (const node of nodes) mix(`${node.id}\n`);
  for (const edge of edges) mix(`${edge.from}>${edge.to}\n`);
  return `${nodes.length}.${edges.length}.${(hash >>> 0).toString(36)}`;
}
