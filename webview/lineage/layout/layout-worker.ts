import { layoutLineage, type LayoutRequest } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageGraph } from "../../../src/core/lineage/lineage-node.ts";
import { useLanguage } from "../../../src/core/text/language.ts";
import type { Translated } from "../../ui/translations.ts";

/** Messages to the thread that lays out: translations, a graph once, then what to draw of it. */
export type ToLayoutThread =
  | { readonly translated: Translated }
  | { readonly graph: LineageGraph }
  | { readonly id: number; readonly request: LayoutRequest };

let graph: LineageGraph = { nodes: [], edges: [] };

// Only the page that made this thread can send it anything.
self.addEventListener("message", ({ data }: MessageEvent<ToLayoutThread>) => {
  if ("translated" in data) {
    useLanguage(data.translated.language, data.translated.texts);
    return;
  }
  if ("graph" in data) {
    ({ graph } = data);
    return;
  }
  self.postMessage({ id: data.id, layout: layoutLineage(graph, data.request) });
});
