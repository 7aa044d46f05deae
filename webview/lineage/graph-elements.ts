import type { ElementDefinition } from "cytoscape";
import type {
  LineageGraph,
  LineageNode,
  LineageNodeKind,
} from "../../src/core/lineage/lineage-node.ts";
import { groupBy } from "../ui/group-by.ts";
import { fitText } from "./fit-text.ts";
import { labelInset, labelSize } from "./graph-style.ts";
import type { GraphTheme } from "./graph-theme.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { isDeleted } from "./node-kinds.ts";
import { edgeSentence } from "./relations.ts";

/** The widest text of each kind, in pixels at zoom 1. */
const widestText: Readonly<Record<LineageNodeKind, number>> = {
  dataset: 170,
  features: 170,
  external: 190,
  run: 150,
  commit: 150,
  version: 160,
  model: 160,
  stage: 140,
};
const glyphGap = "\u2002";

/** Data of a node that Cytoscape gets; the rest is looked up by its id. */
export interface NodeData {
  readonly id: string;
  readonly kind: LineageNodeKind;
  readonly dirty: boolean;
  readonly deleted: boolean;
  readonly text: string;
  readonly width: number;
  readonly textShift: number;
  readonly fill: string;
  readonly border: string;
}

/** The nodes of a graph as they are drawn: all of a kind equally wide, long names shortened. */
export function nodeElements(
  index: LineageIndex,
  { nodes }: LineageGraph,
  theme: GraphTheme,
): readonly NodeData[] {
  const measure = textMeasure(theme);
  return [...groupBy(nodes, (node) => node.kind)].flatMap(([kind, group]) => {
    const labelled = group.map((node) => {
      const { glyph, mark, fill, border } = theme.look(node);
      const name = fitText(index.name(node.id), widestText[kind], measure, keptEnd(node));
      const text = `${glyph}${glyphGap}${name}${mark && `${glyphGap}${mark}`}`;
      return { node, text, fill, border };
    });
    const widest = Math.max(...labelled.map(({ text }) => measure(text)));
    const width = Math.ceil(widest + 2 * labelInset[kind]);
    return labelled.map(({ node, ...look }) => ({
      ...look,
      id: node.id,
      kind,
      dirty: node.kind === "version" && (node.changes ?? "clean") !== "clean",
      deleted: isDeleted(node),
      width,
      textShift: labelInset[kind] - width,
    }));
  });
}

/** The edges of a graph as they are drawn. */
export function edgeElements(index: LineageIndex, { edges }: LineageGraph): ElementDefinition[] {
  return edges.map((edge) => ({
    data: {
      id: edgeId(edge),
      source: edge.from,
      target: edge.to,
      relation: edge.relation,
      sentence: edgeSentence(index, edge),
    },
  }));
}

/** The id under which an edge is drawn. */
export function edgeId({ from, to, relation }: LineageGraph["edges"][number]): string {
  return `${from}>${relation}>${to}`;
}

/**
 * Returns the length of a name's end that is never cut off: a version's number, a dataset's digest.
 */
function keptEnd({ kind, label }: LineageNode): number {
  return kind === "version" || kind === "dataset" ? label.length - label.lastIndexOf(" ") : 0;
}

function textMeasure(theme: GraphTheme): (text: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return (text) => text.length * labelSize * 0.55;
  context.font = `${labelSize}px ${theme.fontFamily}`;
  return (text) => context.measureText(text).width;
}
