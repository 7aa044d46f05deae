import type { ParallelChart } from "../../src/core/charts/chart.ts";
import type {
  AxisRange,
  AxisRanges,
  ParallelGeometry,
} from "../../src/core/charts/parallel-geometry.ts";

/** Ranges on the axes of parallel coordinates, and how they are chosen. */
export interface ChartRanges {
  readonly chosen: AxisRanges;
  /** @param range undefined for the whole axis */
  readonly choose: (axis: string, range: AxisRange | undefined) => void;
}

/** The pointer takes hold of an axis up to this distance, in pixels. */
const reach = 9;
/** A shorter way of the pointer is a click. */
const shortestDrag = 4;
/** Width of a range that is drawn over its axis. */
const boxWidth = 14;

interface Drag {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
}

interface Brushed {
  readonly chart: ParallelChart;
  readonly geometry: ParallelGeometry;
}

/**
 * Chooses ranges with the pointer: dragging along an axis selects a part of it, a click on the axis
 * gives it up.
 */
export class RangeBrush {
  readonly #element: HTMLElement;
  readonly #ranges: () => ChartRanges | undefined;
  #brushed: Brushed | undefined;
  #drag: Drag | undefined;
  #boxes: readonly HTMLElement[] = [];
  #pressedAt: { readonly left: number; readonly top: number } | undefined;
  #tookClick = false;

  /** @param ranges returns the present ones; undefined where none can be chosen */
  constructor(element: HTMLElement, ranges: () => ChartRanges | undefined) {
    this.#element = element;
    this.#ranges = ranges;
    element.onpointerdown = (event) => {
      this.#start(event);
    };
    element.onpointermove = (event) => {
      this.#move(event);
    };
    element.onpointerup = (event) => {
      this.#end(event);
    };
    element.onpointercancel = () => {
      this.#drag = undefined;
      this.#drawBoxes();
    };
  }

  /** True while a range is being drawn. */
  get isDrawing(): boolean {
    return this.#drag !== undefined;
  }

  show(brushed: Brushed | undefined): void {
    this.#brushed = brushed;
    this.#drawBoxes();
  }

  /** Returns true if a click was the end of a drag, or was meant for an axis. */
  takeClick(): boolean {
    const took = this.#tookClick;
    this.#tookClick = false;
    return took;
  }

  #start(event: PointerEvent): void {
    this.#tookClick = false;
    this.#pressedAt = this.#place(event);
    const { top } = this.#pressedAt;
    const axis = event.button === 0 ? this.#axisAt(event) : undefined;
    if (axis === undefined) return;
    this.#drag = { axis, from: top, to: top };
    this.#element.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    if (!this.#drag) {
      this.#element.classList.toggle("on-axis", this.#axisAt(event) !== undefined);
      return;
    }
    this.#drag = { ...this.#drag, to: this.#place(event).top };
    this.#drawBoxes();
  }

  #end(event: PointerEvent): void {
    const [drag, brushed, ranges] = [this.#drag, this.#brushed, this.#ranges()];
    this.#drag = undefined;
    const [from, until] = [this.#pressedAt, this.#place(event)];
    const way = from ? Math.hypot(until.left - from.left, until.top - from.top) : 0;
    this.#tookClick = way >= shortestDrag;
    if (!drag || !brushed || !ranges) return;
    const { chart, geometry } = brushed;
    const { id } = chart.axes[drag.axis] ?? {};
    const placed = geometry.axes[drag.axis];
    if (id === undefined || !placed) return;
    const to = until.top;
    if (Math.abs(to - drag.from) >= shortestDrag) {
      const range = placed.between(Math.min(to, drag.from), Math.max(to, drag.from));
      // Between two categories there is nothing to choose.
      const isEmpty = (range.low ?? -Infinity) > (range.high ?? Infinity);
      ranges.choose(id, isEmpty ? undefined : range);
    } else if (Object.hasOwn(ranges.chosen, id)) {
      this.#tookClick = true;
      ranges.choose(id, undefined);
    }
    this.#drawBoxes();
  }

  #axisAt(event: PointerEvent): number | undefined {
    if (!this.#brushed || !this.#ranges()) return undefined;
    const { axes, top, bottom } = this.#brushed.geometry;
    const place = this.#place(event);
    const isBeside = place.top < top - reach || place.top > bottom + reach;
    const at = axes.findIndex(({ left }) => Math.abs(left - place.left) <= reach);
    return isBeside || at < 0 ? undefined : at;
  }

  #place({ clientX, clientY }: PointerEvent): { readonly left: number; readonly top: number } {
    const box = this.#element.getBoundingClientRect();
    return { left: clientX - box.left, top: clientY - box.top };
  }

  #drawBoxes(): void {
    for (const box of this.#boxes) box.remove();
    const brushed = this.#brushed;
    if (!brushed) {
      this.#boxes = [];
      return;
    }
    const { chart, geometry } = brushed;
    const { chosen = {} } = this.#ranges() ?? {};
    this.#boxes = chart.axes.flatMap(({ id }, index) => {
      const axis = geometry.axes[index];
      if (!axis) return [];
      const drag = this.#drag?.axis === index ? this.#drag : undefined;
      if (drag) return [this.#box(axis.left, drag.from, drag.to)];
      const range = Object.hasOwn(chosen, id) ? chosen[id] : undefined;
      if (!range) return [];
      const { low, high } = range;
      return [
        this.#box(
          axis.left,
          high === undefined ? geometry.top : axis.place(high),
          low === undefined ? geometry.bottom : axis.place(low),
        ),
      ];
    });
  }

  #box(left: number, from: number, to: number): HTMLElement {
    const { top = 0, bottom = 0 } = this.#brushed?.geometry ?? {};
    const [upper, lower] = [Math.min(from, to), Math.max(from, to)].map((place) =>
      Math.min(bottom, Math.max(top, place)),
    );
    const box = document.createElement("div");
    box.className = "chart-range";
    const height = Math.max(6, (lower ?? 0) - (upper ?? 0));
    const x = Math.round(left - boxWidth / 2);
    box.style.cssText = `width: ${boxWidth}px; height: ${height}px; transform: translate(${x}px, ${upper ?? 0}px)`;
    this.#element.append(box);
    return box;
  }
}
