import type { Core, EdgeSingular, NodeSingular } from "cytoscape";
import type { DagreLayoutOptions } from "cytoscape-dagre";
import type { LineageGraph, LineageNodeKind } from "../../src/core/lineage/lineage-node.ts";
import { columnsLayout } from "./columns-layout.ts";
import type { NodeData } from "./graph-elements.ts";
import { nodeHeight } from "./graph-style.ts";
import { columnsInFlow } from "./node-kinds.ts";

/**
 * Nodes from which on the layered layout takes longer than people wait: it grows with the square of
 * the graph (measured, of one core: 0.1 s for 60 nodes, 0.3 s for 200, 6 s for 1,500).
 */
const largeFrom = 200;

/** Returns true if a graph is so large that it is laid out in columns and drawn in less detail. */
export function isLarge({ nodes }: LineageGraph): boolean {
  return nodes.length >= largeFrom;
}

const gaps = { row: 14, edge: 8, rank: 60 };

/** Places the nodes: layered from left to right, or in columns where there are very many. */
export function placeNodes(cy: Core, graph: LineageGraph, nodes: readonly NodeData[]): void {
  const widths = noWidths();
  for (const { kind, width } of nodes) widths[kind] = width;
  if (isLarge(graph)) {
    const spacing = { widths, rowHeight: nodeHeight + gaps.row, columnGap: 20, kindGap: 140 };
    const places = columnsLayout(graph, spacing, cy.width() / cy.height() || 1.6);
    cy.nodes().positions((node) => places.get(node.id()) ?? { x: 0, y: 0 });
    return;
  }
  const columns = columnCentres(widths);
  const layered: DagreLayoutOptions = {
    name: "dagre",
    rankDir: "LR",
    ranker: "tight-tree",
    nodeSep: gaps.row,
    edgeSep: gaps.edge,
    // The columns stand as they are in the flow, although all but the last lead to versions.
    minLen: (edge) => columnOf(kindOf(edge.target())) - columnOf(kindOf(edge.source())),
    transform: (node, { y }) => ({ x: columns[kindOf(node)], y }),
    fit: false,
  };
  // Versions that are derived from one another stay in one column.
  const isWithin = (edge: EdgeSingular): boolean => kindOf(edge.source()) === kindOf(edge.target());
  cy.elements().not(cy.edges().filter(isWithin)).layout(layered).run();
  turnNewestUp(cy, graph);
}

/** Turns the layout upside down if it is: versions come in the order in which lists show them. */
function turnNewestUp(cy: Core, { nodes }: LineageGraph): void {
  const heights = nodes
    .filter((node) => node.kind === "version")
    .map((node) => cy.getElementById(node.id).position().y);
  const mean = heights.reduce((sum, y) => sum + y, 0) / heights.length;
  const middle = (heights.length - 1) / 2;
  const trend = heights.reduce((sum, y, place) => sum + (place - middle) * (y - mean), 0);
  if (trend < 0) cy.nodes().positions((node) => ({ x: node.position().x, y: -node.position().y }));
}

function kindOf(node: NodeSingular): LineageNodeKind {
  return node.data("kind") as LineageNodeKind;
}

function columnOf(kind: LineageNodeKind): number {
  return columnsInFlow.findIndex((kinds) => kinds.includes(kind));
}

function noWidths(): Record<LineageNodeKind, number> {
  return {
    dataset: 0,
    features: 0,
    external: 0,
    run: 0,
    commit: 0,
    version: 0,
    model: 0,
    stage: 0,
  };
}

/** Returns the horizontal centre of each kind's column; empty columns take no space. */
function columnCentres(
  widths: Readonly<Record<LineageNodeKind, number>>,
): Readonly<Record<LineageNodeKind, number>> {
  const centres = { ...widths };
  let x = 0;
  for (const kinds of columnsInFlow) {
    const width = Math.max(...kinds.map((kind) => widths[kind]));
    for (const kind of kinds) centres[kind] = x + width / 2;
    if (width > 0) x += width + gaps.rank;
  }
  return centres;
}
