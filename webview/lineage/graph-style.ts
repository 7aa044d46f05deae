import type { NodeSingular, StylesheetJson } from "cytoscape";
import type { LineageNodeKind } from "../../src/core/lineage/lineage-node.ts";
import type { GraphTheme } from "./graph-theme.ts";

/** Pixels at zoom 1. */
export const nodeHeight = 28;
export const labelSize = 13;
/** Between a node's sides and its text; a stage's sides are points. */
export const labelInset: Readonly<Record<LineageNodeKind, number>> = {
  dataset: 11,
  features: 11,
  external: 11,
  run: 16,
  commit: 11,
  version: 11,
  model: 11,
  stage: 18,
};

/** Returns the style sheet of the graph. `large` omits what is too slow with a thousand nodes. */
export function graphStyle(theme: GraphTheme, large: boolean): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: "data(width)",
        height: nodeHeight,
        label: "data(text)",
        "font-family": theme.fontFamily,
        "font-size": labelSize,
        color: theme.foreground,
        "text-halign": "right",
        "text-valign": "center",
        "text-margin-x": (node: NodeSingular) => Number(node.data("textShift")),
        "min-zoomed-font-size": 5,
        "background-color": "data(fill)",
        "border-color": "data(border)",
        "border-width": 1,
        "overlay-opacity": 0,
        "outline-width": 0,
        "outline-offset": 2,
      },
    },
    // The shapes say the kind without colour and without reading.
    { selector: "node[kind = 'dataset']", style: { shape: "cut-rectangle", "corner-radius": "7" } },
    { selector: "node[kind = 'features']", style: { shape: "rectangle" } },
    {
      selector: "node[kind = 'external']",
      style: { shape: "rectangle", "border-style": "double" },
    },
    { selector: "node[kind = 'run']", style: { shape: "octagon" } },
    {
      selector: "node[kind = 'commit']",
      style: { shape: "round-rectangle", "corner-radius": `${nodeHeight / 2}` },
    },
    {
      selector: "node[kind = 'version']",
      style: { shape: "round-rectangle", "corner-radius": "3" },
    },
    { selector: "node[kind = 'stage']", style: { shape: "hexagon" } },
    { selector: "node[?dirty]", style: { "border-style": "dashed" } },
    { selector: "node[?deleted]", style: { "border-style": "dotted", color: theme.muted } },
    {
      selector: "edge",
      style: {
        width: 1,
        "line-color": theme.edge,
        "target-arrow-color": theme.edge,
        "target-arrow-shape": large ? "none" : "triangle",
        "arrow-scale": 0.7,
        "overlay-opacity": 0,
        ...(large
          ? { "curve-style": "haystack", "haystack-radius": 0, opacity: 0.3 }
          : {
              "curve-style": "unbundled-bezier",
              "edge-distances": "node-position",
              "control-point-weights": "data(weights)",
              "control-point-distances": "data(distances)",
            }),
        "source-endpoint": "50% 0%",
        "target-endpoint": "-50% 0%",
      },
    },
    { selector: "edge[relation = 'derived from']", style: { "line-style": "dashed" } },
    // Within a column an edge leaves and arrives at the side where the other node is.
    {
      selector: "edge[arc = 'up']",
      style: { "source-endpoint": "50% -25%", "target-endpoint": "50% 25%" },
    },
    {
      selector: "edge[arc = 'down']",
      style: { "source-endpoint": "50% 25%", "target-endpoint": "50% -25%" },
    },
    { selector: "node.faded", style: { opacity: 0.5 } },
    { selector: "edge.faded", style: { opacity: 0.3 } },
    {
      selector: "edge.path",
      style: {
        width: 2,
        opacity: 1,
        "line-color": theme.pathEdge,
        "target-arrow-color": theme.pathEdge,
        "target-arrow-shape": "triangle",
        "z-index": 2,
      },
    },
    {
      selector: "node.hit",
      style: { "underlay-color": theme.hit, "underlay-opacity": 0.9, "underlay-padding": 4 },
    },
    {
      selector: "node.hovered",
      style: { "border-width": 2 },
    },
    {
      selector: "node.selected",
      style: { "outline-width": 2, "outline-color": theme.selection },
    },
    {
      selector: "edge.hovered",
      style: {
        width: 2,
        opacity: 1,
        "line-color": theme.foreground,
        "target-arrow-color": theme.foreground,
        // Above the nodes, which would hide the label.
        "z-compound-depth": "top",
        label: "data(sentence)",
        "font-family": theme.fontFamily,
        "font-size": labelSize,
        color: theme.foreground,
        "text-background-color": theme.background,
        "text-background-opacity": 1,
        "text-background-padding": "4px",
        "text-border-color": theme.edge,
        "text-border-width": 1,
        "text-border-opacity": 1,
      },
    },
  ];
}
