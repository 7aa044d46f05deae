import * as l10n from "@vscode/l10n";
import cytoscape, { type Core } from "cytoscape";
import type {
  LineageLayout,
  PlacedCard,
  PlacedLink,
} from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageEdge } from "../../../src/core/lineage/lineage-node.ts";
import type { LineagePath } from "../nodes/lineage-index.ts";
import type { Viewport } from "../view-state.ts";
import { createCardLayer, readableFrom, type CardEvents } from "./card-layer.ts";
import { createFarLayer } from "./far-layer.ts";
import { listenToGestures } from "./gestures.ts";
import { graphViewport, type GraphViewport } from "./graph-viewport.ts";
import { createLinkLayer, type LineClasses } from "./link-layer.ts";
import { createOverviewMap } from "./overview-map.ts";
import type { Walkable } from "./walk.ts";

/** Cards and lines to highlight in the graph. */
interface Emphasis {
  readonly selected: string | undefined;
  readonly path: LineagePath | undefined;
  /** Undefined when nothing is searched for. */
  readonly hits: ReadonlySet<string> | undefined;
  /** More classes of a card. */
  readonly classesOf: (card: PlacedCard) => readonly string[];
}

/** Events of the graph. */
export interface GraphEvents extends CardEvents {
  readonly clear: () => void;
  /** The pointer is over a line, or over none. */
  readonly overLink: (link: PlacedLink | undefined) => void;
  /** The user has moved to another part; undefined when the whole graph is shown again. */
  readonly moved: (viewport: Viewport | undefined) => void;
}

/** The drawn graph, in an element of its own. */
export interface GraphView extends GraphViewport {
  readonly element: HTMLElement;
  readonly draw: (layout: LineageLayout) => void;
  readonly emphasise: (emphasis: Emphasis) => void;
  readonly walkable: () => Walkable;
  readonly focusCard: (id: string) => void;
}

/**
 * Creates an empty graph. Cytoscape keeps the graph and the viewport; lines and cards are elements in
 * a layer that is moved as a whole, which no script has to paint.
 */
export function createGraphView(events: GraphEvents): GraphView {
  const element = document.createElement("div");
  element.className = "graph-canvas";
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", l10n.t("Lineage graph"));
  element.setAttribute(
    "aria-description",
    l10n.t(
      "Tab and the arrow keys go from card to card, Space selects, Enter opens. The button “Outline” shows the same as a list.",
    ),
  );
  const moved = document.createElement("div");
  moved.className = "graph-layer";
  const links = createLinkLayer(events.overLink);
  const places = createFarLayer(events.press);
  const layer = createCardLayer(events);
  const cy = createCytoscape(element);
  let layout: LineageLayout = { cards: [], links: [], columns: [] };
  let emphasis: Emphasis | undefined;
  const viewport = graphViewport(cy, element, () => layout, events.moved);
  const map = createOverviewMap(viewport.centreOn);
  moved.append(links.element, places.element, layer.element);
  element.append(moved, map.element);

  const follow = (): void => {
    const [zoom, pan] = [cy.zoom(), { ...cy.pan() }];
    moved.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
    moved.classList.toggle("far", zoom < readableFrom);
    layer.show({ zoom, pan }, cy.width(), cy.height());
    map.move({ zoom, pan }, cy.width(), cy.height());
  };
  cy.on("viewport", follow);
  listenToGestures(element, {
    panBy: (by) => {
      cy.panBy(by);
    },
    zoomAt: (factor, renderedPosition) => {
      cy.zoom({ level: cy.zoom() * factor, renderedPosition });
    },
    clear: events.clear,
  });

  const emphasise = (next: Emphasis): void => {
    emphasis = next;
    const looks = (card: PlacedCard): readonly string[] => cardLooks(card, next);
    layer.mark(looks);
    // The layout's edges come from another thread: they are equal, but not the same.
    const pathEdges = new Set([...(next.path?.edges ?? [])].map(edgeKey));
    const strong = strongEdges(next);
    const isFaded = next.hits !== undefined || next.path !== undefined;
    places.mark(looks);
    links.mark(({ to, edges }): LineClasses => ({
      path: edges.some(
        (each) => strong(each) || (to === next.selected && pathEdges.has(edgeKey(each))),
      ),
      faded: isFaded && !edges.some((each) => pathEdges.has(edgeKey(each))),
    }));
  };

  return {
    ...viewport,
    element,
    emphasise,
    draw: (next) => {
      const looks = emphasis;
      const chosen =
        looks && layout.cards.find((card) => cardLooks(card, looks).includes("selected"));
      const kept = viewport.anchor(chosen?.id);
      layout = next;
      cy.elements().remove();
      cy.add(elementsOf(next));
      links.draw(next);
      places.draw(next);
      layer.draw(next);
      map.draw(next);
      if (emphasis) emphasise(emphasis);
      kept();
      follow();
    },
    walkable: () => ({
      positions: new Map(layout.cards.map(({ id, box }) => [id, box])),
      edges: layout.links,
    }),
    focusCard: (id) => {
      layer.focus(id);
      // A card that is no longer drawn stays only while it has the focus.
      follow();
    },
  };
}

/**
 * Returns which edges of the path stand out: the chain of versions, and what the selected one was
 * made of. What its ancestors were made of is on the path, too, but would cover the chain; and so
 * would, of data, its way to versions that depend on it by their parents already.
 */
function strongEdges({ selected, path }: Emphasis): (edge: LineageEdge) => boolean {
  const edges = [...(path?.edges ?? [])];
  const inChain = ({ relation }: LineageEdge): boolean =>
    relation === "derived from" || relation === "followed by";
  const derived = new Set(edges.filter(inChain).map(({ to }) => to));
  const strong = new Set(
    edges
      .filter((edge) => {
        const { from, to } = edge;
        return inChain(edge) || to === selected || (from === selected && !derived.has(to));
      })
      .map(edgeKey),
  );
  return (edge) => strong.has(edgeKey(edge));
}

function edgeKey({ from, to, relation }: LineageEdge): string {
  return `${from}>${relation}>${to}`;
}

function cardLooks(
  card: PlacedCard,
  { selected, path, hits, classesOf }: Emphasis,
): readonly string[] {
  const ids = [card.id, ...(card.folded ?? []), ...card.inside.map(({ id }) => id)];
  const isHit = hits !== undefined && ids.some((id) => hits.has(id));
  const onPath = path !== undefined && ids.some((id) => path.nodes.has(id));
  const isSelected = selected !== undefined && ids.includes(selected);
  const isFaded = (hits !== undefined || path !== undefined) && !isHit && !onPath;
  return [
    ...(isSelected ? ["selected"] : []),
    ...(isHit ? ["hit"] : []),
    ...(isFaded ? ["faded"] : []),
    ...classesOf(card),
  ];
}

function elementsOf({ cards, links }: LineageLayout): cytoscape.ElementDefinition[] {
  return [
    ...cards.map(({ id, box: { x, y } }) => ({
      group: "nodes" as const,
      data: { id },
      position: { x, y },
    })),
    ...links.map(({ from, to }) => ({
      group: "edges" as const,
      data: { id: `${from}>${to}`, source: from, target: to },
    })),
  ];
}

function createCytoscape(container: HTMLElement): Core {
  return cytoscape({
    container,
    headless: true,
    // Without, it animates nothing.
    styleEnabled: true,
    style: [],
    layout: { name: "preset" },
    minZoom: 0.02,
    maxZoom: 2.5,
  });
}
