import * as l10n from "@vscode/l10n";
import cytoscape, { type Core, type EventObject, type SingularElementReturnValue } from "cytoscape";
import { arcDirection, relativeTo } from "../../../src/core/lineage/edge-routes.ts";
import type {
  LineageLayout,
  PlacedCard,
  PlacedLink,
} from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageEdge } from "../../../src/core/lineage/lineage-node.ts";
import type { LineagePath } from "../nodes/lineage-index.ts";
import type { Viewport } from "../view-state.ts";
import { createCardLayer, readableFrom, type CardEvents } from "./card-layer.ts";
import { graphStyle } from "./graph-style.ts";
import { readTheme } from "./graph-theme.ts";
import { graphViewport, type GraphViewport } from "./graph-viewport.ts";
import { measureElements } from "./measure-elements.ts";
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
  /** Takes over the colours of the editor's theme. */
  readonly retheme: () => void;
  readonly walkable: () => Walkable;
  readonly focusCard: (id: string) => void;
}

/** Creates an empty graph. */
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
  const lines = document.createElement("div");
  lines.className = "graph-lines";
  const layer = createCardLayer(events);
  const cy = createCytoscape(lines);
  const measure = measureElements(cy);
  let layout: LineageLayout = { cards: [], links: [], columns: [] };
  let emphasis: Emphasis | undefined;
  const viewport = graphViewport(cy, element, () => layout, events.moved);
  const map = createOverviewMap(viewport.centreOn);
  element.append(lines, layer.element, map.element);

  let isFar = false;
  const follow = (): void => {
    const [zoom, pan] = [cy.zoom(), { ...cy.pan() }];
    layer.move({ zoom, pan }, cy.width(), cy.height());
    map.move({ zoom, pan }, cy.width(), cy.height());
    if (isFar === zoom < readableFrom) return;
    isFar = !isFar;
    cy.nodes().toggleClass("far", isFar);
  };
  cy.on("viewport", follow);
  // Over a card, too, the wheel zooms about the pointer.
  layer.element.addEventListener("wheel", viewport.wheel, { passive: false });
  reportLines(cy, () => layout, events);

  const emphasise = (next: Emphasis): void => {
    emphasis = next;
    const looks = (card: PlacedCard): readonly string[] => cardLooks(card, next);
    layer.mark(looks);
    // The layout's edges come from another thread: they are equal, but not the same.
    const pathEdges = new Set([...(next.path?.edges ?? [])].map(edgeKey));
    const strong = strongEdges(next);
    cy.batch(() => {
      const cards = new Map(layout.cards.map((card) => [card.id, card]));
      cy.nodes().forEach((node) => {
        const card = cards.get(node.id());
        const classes = card ? looks(card) : [];
        for (const name of ["selected", "faded"]) node.toggleClass(name, classes.includes(name));
      });
      const isSearching = next.hits !== undefined;
      cy.edges().forEach((edge) => {
        const link = layout.links[Number(edge.data("index"))];
        const onPath = link?.edges.some((each) => pathEdges.has(edgeKey(each))) ?? false;
        edge.toggleClass("path", link?.edges.some((each) => strong(each)) ?? false);
        edge.toggleClass("faded", (isSearching || next.path !== undefined) && !onPath);
      });
    });
    measure();
  };

  return {
    ...viewport,
    element,
    emphasise,
    retheme: () => {
      cy.style(graphStyle(readTheme()));
      map.draw(layout);
    },
    draw: (next) => {
      const kept = viewport.anchor();
      layout = next;
      cy.elements().remove();
      cy.style(graphStyle(readTheme()));
      cy.add(
        next.cards.map(({ id, box: { x, y, width, height } }) => ({
          group: "nodes" as const,
          data: { id, width, height },
          position: { x, y },
        })),
      );
      cy.add(lineElements(next));
      cy.nodes().toggleClass("far", isFar);
      layer.draw(next);
      map.draw(next);
      if (emphasis) emphasise(emphasis);
      else measure();
      kept();
      follow();
    },
    walkable: () => ({
      positions: new Map(layout.cards.map(({ id, box }) => [id, box])),
      edges: layout.links,
    }),
    focusCard: (id) => {
      layer.cardElement(id)?.focus({ preventScroll: true });
      // A card that is no longer drawn stays only while it has the focus.
      follow();
    },
  };
}

/**
 * Returns which edges of the path stand out: the chain of versions, and what the selected one was
 * made of. What its ancestors were made of is on the path, too, but would cover the chain.
 */
function strongEdges({ selected, path }: Emphasis): (edge: LineageEdge) => boolean {
  const strong = new Set(
    [...(path?.edges ?? [])]
      .filter(
        ({ from, to, relation }) =>
          from === selected ||
          to === selected ||
          relation === "derived from" ||
          relation === "followed by",
      )
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

function lineElements({ cards, links }: LineageLayout): cytoscape.ElementDefinition[] {
  const boxes = new Map(cards.map(({ id, box }) => [id, box]));
  return links.flatMap(({ from, to, edges, points }, index) => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    if (!start || !end) return [];
    const route = { from: start, to: end };
    return [
      {
        group: "edges" as const,
        data: {
          id: `${from}>${to}`,
          source: from,
          target: to,
          index,
          order: edges.every(({ relation }) => relation === "followed by"),
          ...relativeTo(route, points),
          arc: arcDirection(route),
        },
      },
    ];
  });
}

function createCytoscape(container: HTMLElement): Core {
  // Cytoscape adds an inline style element, which the page's policy forbids, unless it finds an
  // element of this id. The style's only rule is in page.css.
  const standIn = document.createElement("meta");
  standIn.id = "__________cytoscape_stylesheet";
  document.head.append(standIn);
  return cytoscape({
    container,
    style: [],
    layout: { name: "preset" },
    minZoom: 0.02,
    maxZoom: 2.5,
    autoungrabify: true,
    autounselectify: true,
    boxSelectionEnabled: false,
    // While a large graph is moved, a picture of its lines is.
    textureOnViewport: true,
  });
}

function reportLines(cy: Core, layoutNow: () => LineageLayout, events: GraphEvents): void {
  cy.on("tap", (event) => {
    if (event.target === cy) events.clear();
  });
  cy.on("tap", "node", (event) => {
    const card = layoutNow().cards.find(({ id }) => id === targetOf(event).id());
    if (card) events.press(card, new MouseEvent("click"));
  });
  cy.on("mouseover", "edge", (event) => {
    const target = targetOf(event);
    target.addClass("hovered");
    events.overLink(layoutNow().links[Number(target.data("index"))]);
  });
  cy.on("mouseout", "edge", (event) => {
    targetOf(event).removeClass("hovered");
    events.overLink(undefined);
  });
}

/** The element that an event delegated to elements is about. */
function targetOf(event: EventObject): SingularElementReturnValue {
  return event.target as SingularElementReturnValue;
}
