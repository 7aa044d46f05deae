import type { LineageLayout, PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";

/** The places of cards, which stand for them where nobody could read them. */
export interface FarLayer {
  readonly element: SVGElement;
  readonly draw: (layout: LineageLayout) => void;
  readonly mark: (classesOf: (card: PlacedCard) => readonly string[]) => void;
}

const svg = "http://www.w3.org/2000/svg";

/** Creates an empty layer; `press` is called for the card whose place was clicked. */
export function createFarLayer(press: (card: PlacedCard, event: MouseEvent) => void): FarLayer {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("class", "graph-places");
  element.setAttribute("aria-hidden", "true");
  const byElement = new Map<EventTarget, PlacedCard>();
  element.addEventListener("click", (event) => {
    const card = event.target && byElement.get(event.target);
    if (card) press(card, event);
  });
  return {
    element,
    draw: ({ cards }) => {
      byElement.clear();
      element.replaceChildren(
        ...cards.map((card) => {
          const { x, y, width, height } = card.box;
          const made = document.createElementNS(svg, "rect");
          const place = { x: x - width / 2, y: y - height / 2, width, height, rx: 4 };
          for (const [name, value] of Object.entries(place)) made.setAttribute(name, String(value));
          made.setAttribute("class", `place of-${card.node.kind}`);
          byElement.set(made, card);
          return made;
        }),
      );
    },
    mark: (classesOf) => {
      for (const [made, card] of byElement) {
        const classes = classesOf(card);
        if (!(made instanceof Element)) continue;
        for (const name of ["selected", "faded", "hit"])
          made.classList.toggle(name, classes.includes(name));
      }
    },
  };
}
