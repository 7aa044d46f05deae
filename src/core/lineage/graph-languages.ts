import { unsafeCharacters } from "../text/unsafe-characters.ts";
import type { LineageGraph, LineageNode, LineageNodeKind } from "./lineage-node.ts";
import { edgeText, nodeText } from "./node-text.ts";

/** Opening and closing of a node in Mermaid, by kind (mermaid.js.org/syntax/flowchart.html). */
const mermaidShapes: Readonly<Record<LineageNodeKind, readonly [open: string, close: string]>> = {
  dataset: ["[(", ")]"],
  features: ["[/", "/]"],
  external: ["[[", "]]"],
  run: ["([", "])"],
  commit: ["((", "))"],
  version: ["[", "]"],
  stage: ["{{", "}}"],
  model: ["[", "]"],
};

/** Shapes of Graphviz, by kind (graphviz.org/doc/info/shapes.html). */
const dotShapes: Readonly<Record<LineageNodeKind, string>> = {
  dataset: "cylinder",
  features: "parallelogram",
  external: "box3d",
  run: "box",
  commit: "ellipse",
  version: "box",
  stage: "hexagon",
  model: "box",
};

/** Returns a graph as a flowchart in Mermaid; texts can't become syntax or HTML. */
export function mermaidGraph(graph: LineageGraph): string {
  const names = shortNames(graph);
  const lines = graph.nodes.map((node) => {
    const [open, close] = mermaidShapes[node.kind];
    return `  ${names.get(node.id) ?? ""}${open}"${mermaidText(nodeText(node))}"${close}`;
  });
  const edges = graph.edges.flatMap((edge) => {
    const [from, to] = [names.get(edge.from), names.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    return [`  ${from} -->|"${mermaidText(edgeText(edge))}"| ${to}`];
  });
  return ["flowchart LR", ...lines, ...edges, ""].join("\n");
}

/** Returns a graph in the language of Graphviz; texts can't become syntax. */
export function dotGraph(graph: LineageGraph): string {
  const names = shortNames(graph);
  const lines = graph.nodes.map(
    (node) =>
      `  ${names.get(node.id) ?? ""} [shape=${dotShapes[node.kind]}, label=${dotText(nodeText(node))}];`,
  );
  const edges = graph.edges.flatMap((edge) => {
    const [from, to] = [names.get(edge.from), names.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    return [`  ${from} -> ${to} [label=${dotText(edgeText(edge))}];`];
  });
  return ["digraph lineage {", "  rankdir=LR;", ...lines, ...edges, "}", ""].join("\n");
}

function shortNames({ nodes }: LineageGraph): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }: LineageNode, index) => [id, `n${index}`]));
}

/** Writes everything but letters, digits and harmless signs as the entity of its code point. */
function mermaidText(text: string): string {
  return inert(text).replace(
    /[^\p{L}\p{M}\p{N} .,:/@+()→−_-]/gu,
    (character) => `#${character.codePointAt(0) ?? 63};`,
  );
}

function dotText(text: string): string {
  return `"${inert(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function inert(text: string): string {
  return text.replace(/\s+/g, " ").replace(unsafeCharacters, "");
}
