import { dotGraph, mermaidGraph } from "./graph-languages.ts";
import type { LineageGraph } from "./lineage-node.ts";
import { openLineageEvents } from "./open-lineage.ts";

/** Forms in which a lineage is written for other programs. */
export const lineageFormats = ["json", "mermaid", "dot", "openlineage"] as const;
export type LineageFormat = (typeof lineageFormats)[number];

/** Returns a graph in a form for other programs. */
export function exportedLineage(graph: LineageGraph, format: LineageFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(graph, undefined, 2)}\n`;
    case "mermaid":
      return mermaidGraph(graph);
    case "dot":
      return dotGraph(graph);
    case "openlineage":
      return `${JSON.stringify(openLineageEvents(graph), undefined, 2)}\n`;
  }
}
