import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageNode, LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";
import type { LineageView } from "../lineage-view.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { kindsInLists } from "./node-kinds.ts";

/** Returns the nodes that have a place in a drawing, folded ones not. */
export function drawnNodes({ cards }: LineageLayout): ReadonlySet<string> {
  return new Set(
    cards.flatMap(({ id, folded, inside }) =>
      folded ? [] : [id, ...inside.map((node) => node.id)],
    ),
  );
}

/** Returns what a node is connected with and has no place in the drawing. */
export function hiddenNeighbours(
  { index, drawn }: Pick<LineageView, "index" | "drawn">,
  id: string,
): readonly string[] {
  const beside = new Set([
    ...index.into(id).map(({ from }) => from),
    ...index.outOf(id).map(({ to }) => to),
  ]);
  return [...beside].filter((other) => !drawn.has(other) && index.node(other)?.kind !== "stage");
}

/** Returns a list with something added, or taken away if it was in it. */
export function toggled<T>(all: readonly T[], one: T): readonly T[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}

/** Returns the nodes of the kinds that are shown, in the order of the outline. */
export function listed(
  index: LineageIndex,
  hidden: readonly LineageNodeKind[],
): readonly LineageNode[] {
  return kindsInLists
    .filter((kind) => !hidden.includes(kind))
    .flatMap((kind) => index.graph.nodes.filter((node) => node.kind === kind));
}
