import { html, render, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { GridFocus } from "./grid-focus.ts";
import { markHovered } from "./grid-hover.ts";
import type { Grid } from "./grid-parts.ts";
import { gridRows } from "./grid-rows.ts";
import { nextRange, offsetsOf, partsOf, visibleRange, type Range } from "./visible-range.ts";

/** Up to so many cells are all rendered, so that they can be searched and printed. */
const mostRendered = 800;
/** New cells of one frame; those that come into sight after a long jump wait for the next one. */
const mostNew = 40;
const margins = { rows: { margin: 2, step: 2 }, columns: { margin: 0, step: 1 } } as const;

interface Ranges {
  readonly rows: Range;
  readonly columns: Range;
}

/** Renders grids into one element, and what comes into sight of them as the page scrolls. */
export class GridView {
  #grid: Grid | undefined;
  #element: HTMLElement | undefined;
  #rowOffsets: readonly number[] = [0];
  #columnOffsets: readonly number[] = [0];
  /** Rendered part of the grid that is shown. */
  #ranges: Ranges | undefined;
  #shown = "";
  #frame = 0;
  readonly #focus = new GridFocus({
    grid: () => this.#grid,
    reveal: (row, column) => {
      this.#reveal(row, column);
    },
  });

  constructor() {
    const schedule = (): void => {
      this.#schedule();
    };
    window.addEventListener("scroll", schedule, { passive: true });
    window.addEventListener("resize", schedule, { passive: true });
  }

  /** The grid; what is in it is rendered when it is in the document. */
  readonly show = (grid: Grid): TemplateResult => {
    this.#grid = grid;
    this.#rowOffsets = offsetsOf(grid.rows.map(({ height }) => height));
    this.#columnOffsets = offsetsOf(grid.columns.map(() => grid.columnWidth));
    this.#ranges = undefined;
    this.#shown = "";
    queueMicrotask(() => {
      this.#render();
    });
    return html`<div
      class="comparison"
      .style=${this.#sizes(grid)}
      @keydown=${this.#focus.onKeydown}
      @focusin=${this.#focus.onFocusin}
      @pointerover=${markHovered}
      @pointerleave=${markHovered}
      ${ref(this.#attach)}
    ></div>`;
  };

  readonly #attach = (element: Element | undefined): void => {
    this.#element = element instanceof HTMLElement ? element : undefined;
    this.#focus.table = this.#element;
  };

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    const [grid, element] = [this.#grid, this.#element];
    if (!grid || !element?.isConnected) return;
    const wanted = this.#inSight(grid, element);
    const { rows, columns } = (this.#ranges = this.#next(wanted));
    if (rows.first !== wanted.rows.first || rows.end !== wanted.rows.end) this.#schedule();
    if (columns.first !== wanted.columns.first || columns.end !== wanted.columns.end)
      this.#schedule();
    const active = this.#focus.within(grid);
    const key = JSON.stringify([rows, columns, active.row, active.column]);
    if (key === this.#shown) return;
    this.#shown = key;
    const pinned = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
    render(
      gridRows(grid, {
        active,
        rows: partsOf(this.#rowOffsets, rows, [...pinned(grid.pinnedRows), active.row]),
        columns: partsOf(this.#columnOffsets, columns, [
          ...pinned(grid.pinnedColumns),
          active.column,
        ]),
      }),
      element,
    );
    this.#focus.keepOneStop();
    this.#focus.restore();
  }

  /** Returns what to render in this frame. */
  #next({ rows, columns }: Ranges): Ranges {
    if (!this.#ranges) return { rows, columns };
    const share = (range: Range): number =>
      Math.max(1, Math.floor(mostNew / Math.max(1, range.end - range.first)));
    return {
      rows: nextRange(this.#ranges.rows, rows, share(columns)),
      columns: nextRange(this.#ranges.columns, columns, share(rows)),
    };
  }

  #inSight(grid: Grid, element: HTMLElement): Ranges {
    if (grid.rows.length * grid.columns.length <= mostRendered) {
      return {
        rows: { first: 0, end: grid.rows.length },
        columns: { first: 0, end: grid.columns.length },
      };
    }
    const { top, left } = element.getBoundingClientRect();
    const pinnedWidth = grid.pinnedColumns * grid.columnWidth;
    const above = -top - grid.headHeight;
    return {
      rows: visibleRange(this.#rowOffsets, above, above + window.innerHeight, margins.rows),
      columns: visibleRange(
        this.#columnOffsets,
        -left + pinnedWidth,
        -left + window.innerWidth - grid.namesWidth,
        margins.columns,
      ),
    };
  }

  /** Scrolls the page so that a cell is in sight, beside what is pinned, and renders it. */
  #reveal(row: number, column: number): void {
    const [grid, element] = [this.#grid, this.#element];
    if (!grid || !element) return;
    const { top, left } = element.getBoundingClientRect();
    const place = { x: 0, y: 0 };
    if (row >= grid.pinnedRows) {
      const start = top + grid.headHeight + (this.#rowOffsets[row] ?? 0);
      const end = top + grid.headHeight + (this.#rowOffsets[row + 1] ?? 0);
      const first = grid.stuckHeight + (this.#rowOffsets[grid.pinnedRows] ?? 0);
      place.y = start < first ? start - first : Math.max(0, end - window.innerHeight + 16);
    }
    if (column >= grid.pinnedColumns) {
      const start = left + grid.namesWidth + column * grid.columnWidth;
      const first = grid.namesWidth + grid.pinnedColumns * grid.columnWidth;
      const end = start + grid.columnWidth;
      place.x = start < first ? start - first : Math.max(0, end - window.innerWidth + 16);
    }
    if (place.x !== 0 || place.y !== 0) window.scrollBy(place.x, place.y);
    this.#render();
  }

  /*
   * Styles are set as properties: the content security policy lets no style attribute through, which
   * is what lit's styleMap writes first.
   */
  #sizes(grid: Grid): string {
    const { headHeight, stuckHeight, namesWidth, columnWidth, pinnedColumns, pinnedRows } = grid;
    const frozen = namesWidth + pinnedColumns * columnWidth;
    const cells = (grid.columns.length - pinnedColumns) * columnWidth;
    const above = this.#rowOffsets[pinnedRows] ?? 0;
    const below = (this.#rowOffsets.at(-1) ?? 0) - above;
    const sizes = {
      ...{ head: headHeight, stuck: stuckHeight, names: namesWidth, column: columnWidth },
      ...{ frozen, cells, above: headHeight + above, below },
    };
    return Object.entries(sizes)
      .map(([name, size]) => `--${name}: ${size}px`)
      .join("; ");
  }
}
