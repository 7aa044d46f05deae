import type { StylesheetJson } from "cytoscape";
import type { GraphTheme } from "./graph-theme.ts";

/** Returns the style sheet of what lies under the cards: the lines, and from afar the cards' places. */
export function graphStyle(theme: GraphTheme): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: "data(width)",
        height: "data(height)",
        shape: "round-rectangle",
        "background-color": theme.card,
        "background-opacity": 0,
        "overlay-opacity": 0,
      },
    },
    { selector: "node.far", style: { "background-opacity": 1 } },
    { selector: "node.far.faded", style: { "background-opacity": 0.4 } },
    { selector: "node.far.selected", style: { "background-color": theme.pathEdge } },
    {
      selector: "edge",
      style: {
        width: 1.4,
        "line-color": theme.edge,
        "target-arrow-color": theme.edge,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "overlay-opacity": 0,
        "curve-style": "unbundled-bezier",
        "edge-distances": "node-position",
        "control-point-weights": "data(weights)",
        "control-point-distances": "data(distances)",
        "source-endpoint": "50% 0%",
        "target-endpoint": "-50% 0%",
      },
    },
    { selector: "edge[?order]", style: { "line-style": "dotted" } },
    {
      selector: "edge[arc = 'up']",
      style: { "source-endpoint": "50% -25%", "target-endpoint": "50% 25%" },
    },
    {
      selector: "edge[arc = 'down']",
      style: { "source-endpoint": "50% 25%", "target-endpoint": "50% -25%" },
    },
    { selector: "edge.faded", style: { opacity: theme.fadedOpacity } },
    {
      selector: "edge.path",
      style: {
        width: 2,
        opacity: 1,
        "line-color": theme.pathEdge,
        "target-arrow-color": theme.pathEdge,
        "z-index": 2,
      },
    },
    {
      selector: "edge.hovered",
      style: {
        width: 2.5,
        opacity: 1,
        "line-color": theme.foreground,
        "target-arrow-color": theme.foreground,
        "z-index": 3,
      },
    },
  ];
}
