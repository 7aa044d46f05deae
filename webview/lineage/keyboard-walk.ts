import type { PlacedCard } from "../../src/core/lineage/layout-lineage.ts";
import { firstNode, walk, type Direction } from "./graph/walk.ts";
import type { LineagePage } from "./lineage-view.ts";

/** Parts of the page by which the keyboard goes through the graph. */
type Walked = Pick<LineagePage, "graph" | "open" | "select" | "view"> & {
  /** Returns the card that a node is in. */
  readonly cardOf: (id: string) => PlacedCard | undefined;
};

/** Returns the actions of the keyboard in the graph: they begin at the card that has the focus. */
export function keyboardWalk(page: Walked): Pick<LineagePage, "openSelected" | "walk"> {
  const goTo = (id: string | undefined): void => {
    const card = page.view()?.layout?.cards.find((each) => each.id === id);
    if (!card) return;
    if (!card.folded) page.select(card.id);
    page.graph.reveal(card.id);
    page.graph.focusCard(card.id);
  };
  const selected = (): string | undefined => page.view()?.state.selected;
  return {
    openSelected: () => {
      const chosen = focusedCard() ?? selected();
      if (chosen !== undefined) page.open(chosen);
    },
    walk: (direction: Direction) => {
      const walkable = page.graph.walkable();
      const chosen = selected();
      const from = focusedCard() ?? (chosen === undefined ? undefined : page.cardOf(chosen)?.id);
      goTo(
        from !== undefined && walkable.positions.has(from)
          ? walk(walkable, from, direction)
          : firstNode(walkable.positions),
      );
    },
  };
}

function focusedCard(): string | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLElement ? focused.dataset["id"] : undefined;
}
