import type {
  LineageEdge,
  LineageGraph,
  LineageNode,
} from "../../../src/core/lineage/lineage-node.ts";
import { reachable } from "../../../src/core/lineage/reachable.ts";
import { groupBy } from "../../ui/group-by.ts";
import { nodeName } from "./node-kinds.ts";

/** A lineage graph with what the page looks up in it all the time. */
export interface LineageIndex {
  readonly graph: LineageGraph;
  readonly node: (id: string) => LineageNode | undefined;
  readonly name: (id: string) => string;
  /** Edges that end at the node: what it was made of. */
  readonly into: (id: string) => readonly LineageEdge[];
  /** Edges that begin at the node: what it went into. */
  readonly outOf: (id: string) => readonly LineageEdge[];
  /** Returns the nodes that the node was made of, directly or not, and the node itself. */
  readonly ancestors: (id: string) => ReadonlySet<string>;
  /** Returns the nodes that were made of the node, directly or not, and the node itself. */
  readonly descendants: (id: string) => ReadonlySet<string>;
}

const none: readonly LineageEdge[] = [];

/** Indexes a graph. Edges to nodes that it does not have are left out. */
export function indexLineage(whole: LineageGraph): LineageIndex {
  const nodes = new Map(whole.nodes.map((node) => [node.id, node]));
  const edges = whole.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  const graph = { nodes: whole.nodes, edges };
  const into = groupBy(edges, (edge) => edge.to);
  const outOf = groupBy(edges, (edge) => edge.from);
  const models = new Set(whole.nodes.flatMap((node) => (node.kind === "stage" ? node.model : [])));
  return {
    graph,
    node: (id) => nodes.get(id),
    name: (id) => {
      const node = nodes.get(id);
      return node ? nodeName(node, models.size > 1) : id;
    },
    into: (id) => into.get(id) ?? none,
    outOf: (id) => outOf.get(id) ?? none,
    ancestors: (id) => reachable(graph, id, "up"),
    descendants: (id) => reachable(graph, id, "down"),
  };
}

/** A node's lineage: its ancestors and descendants, and the edges by which they are. */
export interface LineagePath {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<LineageEdge>;
}

/** The lineage of a node. An edge that passes it by, from an ancestor to a descendant, is not in it. */
export function lineagePath(index: LineageIndex, id: string): LineagePath {
  const up = index.ancestors(id);
  const down = index.descendants(id);
  const within = (set: ReadonlySet<string>, edge: LineageEdge): boolean =>
    set.has(edge.from) && set.has(edge.to);
  const read = index.node(id)?.kind === "run" ? dataOfRun(index, id) : [];
  return {
    nodes: new Set([...up, ...down, ...read.map(({ from }) => from)]),
    edges: new Set([
      ...index.graph.edges.filter((edge) => within(up, edge) || within(down, edge)),
      ...read,
    ]),
  };
}

/** Returns the edges of the data that a run read: that of the versions that it made. */
function dataOfRun(index: LineageIndex, run: string): readonly LineageEdge[] {
  const made = index.outOf(run).flatMap(({ to }) => index.into(to));
  return made.filter(({ from }) => {
    const kind = index.node(from)?.kind;
    return kind === "dataset" || kind === "features";
  });
}
