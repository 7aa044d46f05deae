import type { Core, NodeSingular } from "cytoscape";
import type { Point } from "../../../src/core/lineage/edge-routes.ts";
import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import type { Viewport } from "../view-state.ts";
import { topOf } from "./card-layer.ts";

/** Moving about in the graph. */
export interface GraphViewport {
  /** Shows the whole graph. */
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Shows the part around a point. */
  readonly centreOn: (point: Point) => void;
  /** Brings a node into sight, where it is not. */
  readonly reveal: (id: string) => void;
  /** Shows the part seen before, or else the whole graph, or else the part around a node. */
  readonly begin: (viewport: Viewport | undefined, around: string | undefined) => void;
}

const padding = 24;
const topPadding = 16;
/** A few nodes are not blown up to fill the page. */
const largestFit = 1.15;
/** Below, the texts of cards have less than 11 px: the page begins around the selected node instead. */
const smallestFit = 11 / 12;
const slideMs = 160;
const noSize = { width: 0, height: 0 };

/** Runs the viewport of a graph; calls `moved` when the user moves it. */
export function graphViewport(
  cy: Core,
  element: HTMLElement,
  layout: () => LineageLayout,
  moved: (viewport: Viewport | undefined) => void,
): GraphViewport & {
  /** Keeps a node where it is on the page: the result is called after the layout has changed. */
  readonly anchor: (id: string | undefined) => () => void;
} {
  /** Last change of the viewport that was not the user's; repeated after the page is resized. */
  let automatic: (() => void) | undefined;
  let moving = false;

  const byItself = (change: () => void): void => {
    moving = true;
    change();
    moving = false;
  };
  const hasSize = (): boolean => cy.width() > 0 && cy.height() > 0;
  const keep = (change: () => void): void => {
    automatic = change;
    if (hasSize()) byItself(change);
  };

  const showAll = (): void => {
    const extent = extentOf(layout());
    const zoom = Math.min(fittingZoom(cy, extent, "x"), fittingZoom(cy, extent, "y"), largestFit);
    show(cy, extent, zoom, { x: 0, y: 0 });
  };

  /** The whole width, if labels can be read then, of a part around the node. */
  const showAround = (node: NodeSingular): void => {
    const extent = extentOf(layout());
    const width = fittingZoom(cy, extent, "x");
    const zoom = Math.min(Math.max(width, smallestFit), largestFit);
    show(cy, extent, zoom, node.position());
  };

  cy.on("viewport", () => {
    if (moving || !hasSize()) return;
    automatic = undefined;
    moved({ zoom: cy.zoom(), pan: { ...cy.pan() } });
  });

  new ResizeObserver(() => {
    byItself(() => cy.resize());
    if (automatic && hasSize()) byItself(automatic);
  }).observe(element);

  return {
    fit: () => {
      keep(showAll);
      moved(undefined);
    },
    zoomBy: (factor) => {
      cy.zoom({
        level: cy.zoom() * factor,
        renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 },
      });
    },
    centreOn: ({ x, y }) => {
      const zoom = cy.zoom();
      cy.pan({ x: cy.width() / 2 - x * zoom, y: cy.height() / 2 - y * zoom });
    },
    reveal: (id) => {
      const node = cy.getElementById(id);
      if (node.empty() || !hasSize()) return;
      const { x, y } = node.renderedPosition();
      const { width, height } = layout().cards.find((card) => card.id === id)?.box ?? noSize;
      const [dx, dy] = [(width * cy.zoom()) / 2, (height * cy.zoom()) / 2];
      const inSight = x >= dx && y >= dy && x + dx <= cy.width() && y + dy <= cy.height();
      if (inSight) return;
      if (prefersStill()) cy.center(node);
      else cy.animate({ center: { eles: node } }, { duration: slideMs });
    },
    begin: (viewport, around) => {
      keep(() => {
        if (viewport) {
          cy.viewport(viewport);
          return;
        }
        const wanted = around === undefined ? cy.collection() : cy.getElementById(around);
        // After the page was resized, what it was about may be in a fold.
        const node = wanted.nonempty() ? wanted : cy.nodes().last();
        showAll();
        if (cy.zoom() < smallestFit && node.nonempty()) showAround(node.first());
      });
    },
    anchor: (id) => {
      const anchor = id === undefined ? cy.collection() : cy.getElementById(id);
      const before = anchor.nonempty() ? { ...anchor.renderedPosition() } : undefined;
      return () => {
        if (automatic) {
          keep(automatic);
          return;
        }
        const again = id === undefined ? cy.collection() : cy.getElementById(id);
        if (!before || again.empty()) {
          keep(showAll);
          return;
        }
        const after = again.renderedPosition();
        cy.panBy({ x: before.x - after.x, y: before.y - after.y });
      };
    },
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}
interface Extent {
  readonly x: Range;
  readonly y: Range;
}

/** The rectangle that the cards take, with the titles above. */
function extentOf(layout: LineageLayout): Extent {
  const range = (from: number, to: number): Range =>
    from < to ? { from, to } : { from: 0, to: 1 };
  let [left, right, bottom] = [Infinity, -Infinity, -Infinity];
  for (const { box } of layout.cards) {
    left = Math.min(left, box.x - box.width / 2);
    right = Math.max(right, box.x + box.width / 2);
    bottom = Math.max(bottom, box.y + box.height / 2);
  }
  return { x: range(left, right), y: range(topOf(layout), bottom) };
}

/** The part of the canvas that nodes are shown in, in pixels. */
function room(cy: Core, along: "x" | "y"): Range {
  return along === "x"
    ? { from: padding, to: cy.width() - padding }
    : { from: topPadding, to: cy.height() - padding };
}

function fittingZoom(cy: Core, extent: Extent, along: "x" | "y"): number {
  const { from, to } = room(cy, along);
  return Math.max(1, to - from) / (extent[along].to - extent[along].from);
}

/** Height in pixels that the overview map takes at the bottom while a part is out of sight. */
const mapHeight = 120;

/** Shows the graph so that a point is in the middle, but no further than where the graph ends. */
function show(cy: Core, extent: Extent, zoom: number, point: Point): void {
  const isAll = (["x", "y"] as const).every((along) => fittingZoom(cy, extent, along) >= zoom);
  const pan = (along: "x" | "y"): number => {
    const whole = room(cy, along);
    const { from } = whole;
    const hasMap = !isAll && along === "y" && whole.to - from > 3 * mapHeight;
    const to = hasMap ? whole.to - mapHeight : whole.to;
    const [atStart, atEnd] = [from - extent[along].from * zoom, to - extent[along].to * zoom];
    if (atEnd >= atStart) return (atStart + atEnd) / 2;
    const centred = (from + to) / 2 - point[along] * zoom;
    return Math.min(atStart, Math.max(atEnd, centred));
  };
  cy.viewport({ zoom, pan: { x: pan("x"), y: pan("y") } });
}

function prefersStill(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    window.matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
