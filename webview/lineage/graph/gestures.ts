import type { Point } from "../../../src/core/lineage/edge-routes.ts";

/** Movements of the graph by pointers and the wheel; points are in pixels of the element. */
export interface GestureEvents {
  readonly panBy: (by: Point) => void;
  readonly zoomAt: (factor: number, point: Point) => void;
  /** A click beside all cards. */
  readonly clear: () => void;
}

/** Zoom of one pixel of the wheel, of a line, and of a page (developer.mozilla.org, “deltaMode”). */
const wheelZoom = [0.0018, 0.045, 0.9];
/** Factor for a pinch on a touchpad, which reports small steps (a wheel event with Ctrl). */
const pinchZoom = 10;
/** Pixels that a pointer may move in a click. */
const clickSlop = 4;

/**
 * Moves the graph: by dragging what is not a card, by two fingers, and by the wheel about the pointer.
 */
export function listenToGestures(
  element: HTMLElement,
  { panBy, zoomAt, clear }: GestureEvents,
): void {
  const pointers = new Map<number, Point>();
  let begin: Point | undefined;
  let isDragged = false;
  let isBeside = false;

  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const end = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (event.type === "pointerup" && !isDragged && isBeside) clear();
  };

  element.addEventListener("pointerdown", (event) => {
    const { target, pointerId, button, pointerType } = event;
    const isMouse = pointerType === "mouse";
    if ((isMouse && button > 1) || !(target instanceof Element)) return;
    // A finger drags the graph from everywhere; a mouse marks the text of a card.
    if (target.closest(isMouse ? ".card, .place, .overview-map" : ".overview-map")) return;
    begin = placeOf(event);
    if (pointers.size === 0) isDragged = false;
    isBeside = target.closest(".card, .link, .place") === null;
    pointers.set(pointerId, begin);
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before || !begin) return;
    const now = placeOf(event);
    if (!isDragged) {
      if (Math.hypot(now.x - begin.x, now.y - begin.y) < clickSlop) return;
      isDragged = true;
    }
    // Only now: a captured pointer clicks no card.
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    const [other] = [...pointers].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]));
    pointers.set(event.pointerId, now);
    const by = { x: now.x - before.x, y: now.y - before.y };
    if (!other) {
      panBy(by);
      return;
    }
    panBy({ x: by.x / 2, y: by.y / 2 });
    const spread = distance(now, other) / Math.max(1, distance(before, other));
    zoomAt(spread, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  });
  for (const type of ["pointerup", "pointercancel"] as const) element.addEventListener(type, end);
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const pinch = event.ctrlKey ? pinchZoom : 1;
      const factor = Math.exp(-event.deltaY * (wheelZoom[event.deltaMode] ?? 0) * pinch);
      zoomAt(Math.min(2, Math.max(0.5, factor)), placeOf(event));
    },
    { passive: false },
  );
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
