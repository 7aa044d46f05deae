import type { Core } from "cytoscape";
import { nodeHeight } from "./graph-style.ts";
import type { Viewport } from "./view-state.ts";

/** Moving about in the graph. */
export interface GraphViewport {
  /** Shows the whole graph. */
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Brings a node into sight, where it is not. */
  readonly reveal: (id: string) => void;
  /** What to begin with: a part seen before, or else the whole graph, or else around a node. */
  readonly begin: (viewport: Viewport | undefined, around: string | undefined) => void;
}

const padding = 24;
/** The note in the canvas's corner covers no node. */
const topPadding = 44;
/** A few nodes are not blown up to fill the page. */
const largestFit = 1.15;
/** Below, labels can't be read: the page begins around the selected node instead. */
const smallestFit = 0.6;
const beginningZoom = 0.85;
const slideMs = 160;

/** Runs the viewport of a graph, `moved` being told where the user goes. */
export function graphViewport(
  cy: Core,
  element: HTMLElement,
  moved: (viewport: Viewport | undefined) => void,
): GraphViewport & { readonly anchor: () => () => void } {
  /** What the viewport is by itself, and so again after the page has been resized. */
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
    const { left, right, top, bottom } = nodesExtent(cy);
    const zoom = Math.min(
      Math.max(1, cy.width() - 2 * padding) / (right - left),
      Math.max(1, cy.height() - topPadding - padding) / (bottom - top),
      largestFit,
    );
    cy.viewport({
      zoom,
      pan: {
        x: (cy.width() - (left + right) * zoom) / 2,
        y: (cy.height() + topPadding - padding - (top + bottom) * zoom) / 2,
      },
    });
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
    reveal: (id) => {
      const node = cy.getElementById(id);
      if (node.empty() || !hasSize()) return;
      const box = node.renderedBoundingBox({ includeLabels: false, includeOverlays: false });
      const inSight = box.x1 >= 0 && box.y1 >= 0 && box.x2 <= cy.width() && box.y2 <= cy.height();
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
        showAll();
        const node = around === undefined ? cy.collection() : cy.getElementById(around);
        if (cy.zoom() < smallestFit && node.nonempty()) {
          cy.zoom(beginningZoom);
          cy.center(node);
        }
      });
      // A part seen before is kept as it is when the page is resized.
      if (viewport && hasSize()) automatic = undefined;
    },
    anchor: () => {
      const anchor = cy.nodes(".selected").first();
      const id = anchor.nonempty() ? anchor.id() : undefined;
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

/** The rectangle that the nodes take: what `boundingBox` would say, without styling every edge first. */
function nodesExtent(cy: Core): { left: number; right: number; top: number; bottom: number } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  cy.nodes().forEach((node) => {
    const { x, y } = node.position();
    const half = Number(node.data("width")) / 2;
    left = Math.min(left, x - half);
    right = Math.max(right, x + half);
    top = Math.min(top, y - nodeHeight / 2);
    bottom = Math.max(bottom, y + nodeHeight / 2);
  });
  return left < right ? { left, right, top, bottom } : { left: 0, right: 1, top: 0, bottom: 1 };
}

function prefersStill(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    window.matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
