import { render } from "lit";
import type { LineageLayout, PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import type { Viewport } from "../view-state.ts";
import { cardClasses, cardContent } from "./card.ts";

/** Events of the cards. */
export interface CardEvents {
  readonly press: (card: PlacedCard, event: MouseEvent) => void;
  readonly open: (card: PlacedCard) => void;
  readonly focus: (card: PlacedCard) => void;
  readonly hover: (card: PlacedCard | undefined, element: HTMLElement) => void;
  readonly spoken: (card: PlacedCard) => string;
}

/** The cards of a graph. */
export interface CardLayer {
  readonly element: HTMLElement;
  readonly draw: (layout: LineageLayout) => void;
  /** Has only the cards in the document that are in sight, new ones a few in each frame. */
  readonly show: (viewport: Viewport, width: number, height: number) => void;
  /** Sets the classes by which cards stand out. */
  readonly mark: (classesOf: (card: PlacedCard) => readonly string[]) => void;
  /** Gives a card the focus, also one that is out of sight. */
  readonly focus: (id: string) => void;
}

/** So few cards are all in the document, for the Tab key and for screen readers. */
const neverCulled = 120;
/** Pixels around what is in sight in which cards are kept. */
const margin = 300;
/** Cards that one frame adds while the graph is moved; more would hold it up. */
const newAtOnce = 12;
/** Below, nobody can read a card: their places are shown instead. */
export const readableFrom = 0.45;

/** The part of the graph that is in sight. */
interface Sight {
  readonly viewport: Viewport;
  readonly width: number;
  readonly height: number;
}

/** Creates an empty layer. */
export function createCardLayer(events: CardEvents): CardLayer {
  const element = document.createElement("div");
  element.className = "graph-cards";
  const elements = new Map<string, HTMLElement>();
  const byElement = new WeakMap<Element, PlacedCard>();
  const fixed: HTMLElement[] = [];
  let layout: LineageLayout = { cards: [], links: [], columns: [] };
  let ordered: readonly PlacedCard[] = [];
  let classesOf: (card: PlacedCard) => readonly string[] = () => [];
  let last: Sight | undefined;

  const cardAt = (event: Event): { card: PlacedCard; element: HTMLElement } | undefined => {
    const found = event.target instanceof Element ? event.target.closest(".card") : undefined;
    const card = found ? byElement.get(found) : undefined;
    return card && found instanceof HTMLElement ? { card, element: found } : undefined;
  };
  element.addEventListener("click", (event) => {
    const found = cardAt(event);
    // Whoever marks text wants to copy it.
    if (found && window.getSelection()?.isCollapsed !== false) events.press(found.card, event);
  });
  element.addEventListener("dblclick", (event) => {
    const found = cardAt(event);
    if (found) events.open(found.card);
  });
  element.addEventListener("focusin", (event) => {
    const found = cardAt(event);
    if (found?.element.matches(":focus-visible")) events.focus(found.card);
  });
  element.addEventListener("pointerover", (event) => {
    const found = cardAt(event);
    events.hover(found?.card, found?.element ?? element);
  });
  element.addEventListener("pointerleave", () => {
    events.hover(undefined, element);
  });

  const paint = (card: PlacedCard): HTMLElement => {
    const known = elements.get(card.id);
    const made = known ?? document.createElement("div");
    if (!known) {
      made.tabIndex = 0;
      made.setAttribute("role", "button");
      elements.set(card.id, made);
    }
    if (byElement.get(made) === card) return made;
    byElement.set(made, card);
    const { box } = card;
    made.dataset["id"] = card.id;
    made.style.left = `${box.x - box.width / 2}px`;
    made.style.top = `${box.y - box.height / 2}px`;
    made.style.width = `${box.width}px`;
    made.style.height = `${box.height}px`;
    made.setAttribute("aria-label", events.spoken(card));
    render(cardContent(card), made);
    dress(card, made);
    return made;
  };
  const dress = (card: PlacedCard, target: HTMLElement): void => {
    const own = classesOf(card);
    target.className = [...cardClasses(card), ...own].join(" ");
    if (card.folded) target.setAttribute("aria-expanded", "false");
    else target.setAttribute("aria-pressed", String(own.includes("selected")));
  };

  /** Returns the cards to have in the document, of those that are not there only so many. */
  const wantedCards = (
    sight: Sight,
    room: number,
    always: string | undefined,
  ): { readonly wanted: readonly PlacedCard[]; readonly isAll: boolean } => {
    if (sight.viewport.zoom < readableFrom) return { wanted: [], isAll: true };
    const all = layout.cards.length <= neverCulled;
    const inSight = ordered.filter((card) => all || card.id === always || isInSight(card, sight));
    let left = room;
    const wanted = inSight.filter(({ id }) => elements.has(id) || left-- > 0);
    return { wanted, isAll: wanted.length === inSight.length };
  };

  let pending: number | undefined;
  const cull = (room = Infinity, always?: string): void => {
    if (!last) return;
    if (pending !== undefined) cancelAnimationFrame(pending);
    const focused = document.activeElement;
    const { wanted, isAll } = wantedCards(last, room, always);
    pending = isAll
      ? undefined
      : requestAnimationFrame(() => {
          cull(newAtOnce);
        });
    let previous: Element | undefined = fixed.at(-1);
    for (const card of wanted) {
      const painted = paint(card);
      // Only what is in another place is moved, so that the focus stays.
      const isInPlace =
        painted.previousElementSibling === (previous ?? null) && painted.parentElement === element;
      if (!isInPlace) {
        if (previous) previous.after(painted);
        else element.prepend(painted);
      }
      previous = painted;
    }
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, painted] of elements) {
      if (ids.has(id) || painted === document.activeElement) continue;
      painted.remove();
      elements.delete(id);
    }
    focusAgain(focused, element);
  };

  return {
    element,
    focus: (id) => {
      if (!elements.has(id)) cull(Infinity, id);
      elements.get(id)?.focus({ preventScroll: true });
    },
    draw: (next) => {
      layout = next;
      ordered = next.cards.toSorted((a, b) => a.column - b.column || a.box.y - b.box.y);
      for (const old of fixed.splice(0)) old.remove();
      fixed.push(...columnTitles(next), ...linkLabels(next));
      element.prepend(...fixed);
      cull();
    },
    show: (viewport, width, height) => {
      last = { viewport, width, height };
      cull(newAtOnce);
    },
    mark: (next) => {
      classesOf = next;
      for (const painted of elements.values()) {
        const card = byElement.get(painted);
        if (card) dress(card, painted);
      }
    },
  };
}

/** Gives a card the focus again: one that comes to stand elsewhere in the document loses it. */
function focusAgain(focused: Element | null, layer: HTMLElement): void {
  if (focused === document.activeElement || !layer.contains(focused)) return;
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

function isInSight({ box }: PlacedCard, { viewport, width, height }: Sight): boolean {
  const { zoom, pan } = viewport;
  const left = (box.x - box.width / 2) * zoom + pan.x;
  const top = (box.y - box.height / 2) * zoom + pan.y;
  return (
    left < width + margin &&
    top < height + margin &&
    left + box.width * zoom > -margin &&
    top + box.height * zoom > -margin
  );
}

/** Pixels between the titles of the columns and the topmost card. */
const titleGap = 34;

/** Returns the top of the graph with its column titles. */
export function topOf({ cards, columns }: LineageLayout): number {
  const top = cards.reduce((least, { box }) => Math.min(least, box.y - box.height / 2), Infinity);
  return columns.some(({ title }) => title !== "") ? top - titleGap : top;
}

function columnTitles(layout: LineageLayout): readonly HTMLElement[] {
  const top = topOf(layout);
  return layout.columns.flatMap(({ title, x, width }) => {
    if (title === "") return [];
    const made = document.createElement("div");
    made.className = "column-title";
    made.textContent = title;
    made.style.left = `${x}px`;
    made.style.top = `${top}px`;
    made.style.width = `${width}px`;
    return [made];
  });
}

function linkLabels({ links }: LineageLayout): readonly HTMLElement[] {
  return links.flatMap(({ label }) => {
    if (!label) return [];
    const made = document.createElement("div");
    made.className = "link-label";
    const text = document.createElement("span");
    text.textContent = label.text;
    text.style.maxWidth = `${label.width}px`;
    made.append(text);
    made.style.left = `${label.at.x}px`;
    made.style.top = `${label.at.y}px`;
    return [made];
  });
}
