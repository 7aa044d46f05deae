import type { Point } from "../../../src/core/lineage/edge-routes.ts";
import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import type { Viewport } from "../view-state.ts";

/** A small picture of the whole graph, with the part that is in sight. */
export interface OverviewMap {
  readonly element: HTMLElement;
  readonly draw: (layout: LineageLayout) => void;
  readonly move: (viewport: Viewport, width: number, height: number) => void;
}

const size = { width: 168, height: 96, padding: 6 };
const svg = "http://www.w3.org/2000/svg";

/** Creates the map; it is seen only while a part of the graph is out of sight. */
export function createOverviewMap(centreOn: (point: Point) => void): OverviewMap {
  const element = document.createElement("div");
  element.className = "overview-map";
  // Keys and the outline go everywhere: for who can't see it, it would only be in the way.
  element.setAttribute("aria-hidden", "true");
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("width", String(size.width));
  picture.setAttribute("height", String(size.height));
  const cards = document.createElementNS(svg, "g");
  const frame = document.createElementNS(svg, "rect");
  frame.setAttribute("class", "overview-frame");
  picture.append(cards, frame);
  element.append(picture);
  let extent = { left: 0, top: 0, width: 1, height: 1 };

  const scale = (): number =>
    Math.min(
      (size.width - 2 * size.padding) / extent.width,
      (size.height - 2 * size.padding) / extent.height,
    );
  const toMap = ({ x, y }: Point): Point => ({
    x: (size.width - extent.width * scale()) / 2 + (x - extent.left) * scale(),
    y: (size.height - extent.height * scale()) / 2 + (y - extent.top) * scale(),
  });
  const go = (event: PointerEvent): void => {
    const { left, top } = picture.getBoundingClientRect();
    const origin = toMap({ x: 0, y: 0 });
    centreOn({
      x: (event.clientX - left - origin.x) / scale(),
      y: (event.clientY - top - origin.y) / scale(),
    });
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    go(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) go(event);
  });

  return {
    element,
    draw: (layout) => {
      extent = extentOf(layout);
      cards.replaceChildren(
        ...layout.cards.map(({ node, box }) => {
          const made = document.createElementNS(svg, "rect");
          const { x, y } = toMap({ x: box.x - box.width / 2, y: box.y - box.height / 2 });
          made.setAttribute("x", String(x));
          made.setAttribute("y", String(y));
          made.setAttribute("width", String(Math.max(1.5, box.width * scale())));
          made.setAttribute("height", String(Math.max(1.5, box.height * scale())));
          made.setAttribute("class", `overview-card of-${node.kind}`);
          return made;
        }),
      );
    },
    move: ({ zoom, pan }, width, height) => {
      // A page that is hidden, or not laid out yet, shows no part of the graph.
      if (!(zoom > 0 && width > 0 && height > 0)) return;
      const start = { x: -pan.x / zoom, y: -pan.y / zoom };
      const [shownWidth, shownHeight] = [width / zoom, height / zoom];
      const isAll =
        start.x <= extent.left &&
        start.y <= extent.top &&
        start.x + shownWidth >= extent.left + extent.width &&
        start.y + shownHeight >= extent.top + extent.height;
      element.classList.toggle("shown", !isAll);
      const corner = toMap(start);
      const end = toMap({ x: start.x + shownWidth, y: start.y + shownHeight });
      const clamp = (value: number, most: number): number => Math.min(most - 1, Math.max(1, value));
      const [left, top] = [clamp(corner.x, size.width), clamp(corner.y, size.height)];
      frame.setAttribute("x", String(left));
      frame.setAttribute("y", String(top));
      frame.setAttribute("width", String(Math.max(0, clamp(end.x, size.width) - left)));
      frame.setAttribute("height", String(Math.max(0, clamp(end.y, size.height) - top)));
    },
  };
}

function extentOf({ cards }: LineageLayout): {
  left: number;
  top: number;
  width: number;
  height: number;
} {
  if (cards.length === 0) return { left: 0, top: 0, width: 1, height: 1 };
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
  const left = least(cards.map(({ box }) => box.x - box.width / 2));
  const top = least(cards.map(({ box }) => box.y - box.height / 2));
  return {
    left,
    top,
    width: most(cards.map(({ box }) => box.x + box.width / 2)) - left,
    height: most(cards.map(({ box }) => box.y + box.height / 2)) - top,
  };
}
