import { html, nothing, render, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { GridFocus } from "./grid-focus.ts";
import type { Place } from "./next-place.ts";
import { offsetsOf, partsOf, visibleRange, type Part } from "./visible-range.ts";

/** Content and look of a cell. */
export interface GridCell {
  readonly content: TemplateResult | string;
  readonly classes?: string;
}

export interface GridColumn {
  readonly key: string;
  readonly head: TemplateResult;
  readonly classes?: string;
}

/** A row of cells, or a heading over all columns. */
export interface GridRow {
  readonly key: string;
  readonly height: number;
  readonly head: TemplateResult;
  readonly classes?: string;
  /** Renders the cell of a column; absent from headings. */
  readonly cell?: (column: number) => GridCell;
  /** Value of `aria-sort`, where columns are ordered by the row. */
  readonly sorted?: "none" | "ascending" | "descending";
}

/**
 * A table that is rendered as far as it is in sight. All columns are equally wide, and rows have the
 * heights that they say. The page scrolls it.
 */
export interface Grid {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  /** So many of the first columns, and of the first rows, stay in sight. */
  readonly pinnedColumns: number;
  readonly pinnedRows: number;
  readonly rows: readonly GridRow[];
  readonly namesWidth: number;
  readonly columnWidth: number;
  /** Height of the column headers, and of what is left of them when the page is scrolled. */
  readonly headHeight: number;
  readonly stuckHeight: number;
  /**
   * Handles a key that does something to a column or row. Returns where the cell is then, undefined
   * if it stays there, false if the key does nothing.
   */
  readonly onKey: (event: KeyboardEvent, place: Place) => Place | undefined | false;
}

/** Up to so many cells are all rendered, so that they can be searched and printed. */
const mostRendered = 800;
const margins = { rows: { margin: 2, step: 2 }, columns: { margin: 0, step: 1 } } as const;

/** Renders grids into one element, and what comes into sight of them as the page scrolls. */
export class GridView {
  #grid: Grid | undefined;
  #table: HTMLTableElement | undefined;
  #rowOffsets: readonly number[] = [0];
  #columnOffsets: readonly number[] = [0];
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

  /** The table; what is in it is rendered when it is in the document. */
  readonly show = (grid: Grid): TemplateResult => {
    this.#grid = grid;
    this.#rowOffsets = offsetsOf(grid.rows.map(({ height }) => height));
    this.#columnOffsets = offsetsOf(grid.columns.map(() => grid.columnWidth));
    this.#shown = "";
    queueMicrotask(() => {
      this.#render();
    });
    return html`<table
      class="comparison"
      role="grid"
      aria-label=${grid.label}
      aria-rowcount=${grid.rows.length + 1}
      aria-colcount=${grid.columns.length + 1}
      .style=${sizesOf(grid)}
      @keydown=${this.#focus.onKeydown}
      @focusin=${this.#focus.onFocusin}
      ${ref(this.#attach)}
    ></table>`;
  };

  readonly #attach = (element: Element | undefined): void => {
    this.#table = element instanceof HTMLTableElement ? element : undefined;
    this.#focus.table = this.#table;
  };

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    const [grid, table] = [this.#grid, this.#table];
    if (!grid || !table?.isConnected) return;
    const { rows, columns } = this.#inSight(grid, table);
    const { row, column } = this.#focus.within(grid);
    const key = JSON.stringify([rows, columns, row, column]);
    if (key === this.#shown) return;
    this.#shown = key;
    const pinned = Array.from({ length: grid.pinnedColumns }, (_, index) => index);
    const pinnedRows = Array.from({ length: grid.pinnedRows }, (_, index) => index);
    const columnParts = partsOf(this.#columnOffsets, columns, [...pinned, column]);
    const columnKey = JSON.stringify(columnParts);
    render(
      html`<colgroup>
          <col width=${grid.namesWidth} />
          ${columnParts.map((part) =>
            "gap" in part
              ? html`<col width=${part.gap} />`
              : html`<col width=${grid.columnWidth} />`,
          )}
        </colgroup>
        <thead>
          <tr aria-rowindex="1">
            <td class="corner"></td>
            ${repeat(columnParts, columnKeyOf(grid), (part) => this.#head(grid, part))}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            partsOf(this.#rowOffsets, rows, [...pinnedRows, row]),
            (part) => ("gap" in part ? `gap ${part.before}` : (grid.rows[part.index]?.key ?? "")),
            (part) =>
              "gap" in part
                ? html`<tr class="gap" aria-hidden="true">
                    <td colspan=${columnParts.length + 1} height=${part.gap}></td>
                  </tr>`
                : guard([grid, part.index, columnKey, part.index === row ? column : ""], () =>
                    this.#row(grid, part.index, columnParts),
                  ),
          )}
        </tbody>`,
      table,
    );
    this.#focus.restore();
  }

  #inSight(
    grid: Grid,
    table: HTMLElement,
  ): {
    readonly rows: ReturnType<typeof visibleRange>;
    readonly columns: ReturnType<typeof visibleRange>;
  } {
    if (grid.rows.length * grid.columns.length <= mostRendered) {
      return {
        rows: { first: 0, end: grid.rows.length },
        columns: { first: 0, end: grid.columns.length },
      };
    }
    const { top, left } = table.getBoundingClientRect();
    const stuckLeft = grid.namesWidth + grid.pinnedColumns * grid.columnWidth;
    const above = -top - grid.headHeight;
    return {
      rows: visibleRange(this.#rowOffsets, above, above + window.innerHeight, margins.rows),
      columns: visibleRange(
        this.#columnOffsets,
        -left + stuckLeft - grid.namesWidth,
        -left + window.innerWidth - grid.namesWidth,
        margins.columns,
      ),
    };
  }

  #head(grid: Grid, part: Part): TemplateResult {
    if ("gap" in part) return html`<td class="gap" aria-hidden="true"></td>`;
    const column = grid.columns[part.index];
    return html`<th
      scope="col"
      role="columnheader"
      aria-colindex=${part.index + 2}
      data-row="-1"
      data-column=${part.index}
      tabindex=${this.#focus.tabindex(-1, part.index)}
      class=${column?.classes ?? ""}
      .style=${pinnedStyle(grid, part.index)}
    >
      ${column?.head}
    </th>`;
  }

  #row(grid: Grid, index: number, columns: readonly Part[]): TemplateResult | typeof nothing {
    const row = grid.rows[index];
    if (!row) return nothing;
    const { head, cell, classes = "", height, sorted } = row;
    const pinned = index < grid.pinnedRows ? "pinned-row" : "";
    if (!cell) {
      return html`<tr class=${classes} height=${height} aria-rowindex=${index + 2}>
        <th
          scope="rowgroup"
          role="rowheader"
          colspan=${columns.length + 1}
          data-row=${index}
          data-column="-1"
          tabindex=${this.#focus.tabindex(index, -1)}
        >
          ${head}
        </th>
      </tr>`;
    }
    return html`<tr class="${classes} ${pinned}" height=${height} aria-rowindex=${index + 2}>
      <th
        scope="row"
        role="rowheader"
        aria-sort=${sorted ?? nothing}
        data-row=${index}
        data-column="-1"
        tabindex=${this.#focus.tabindex(index, -1)}
      >
        ${head}
      </th>
      ${repeat(columns, columnKeyOf(grid), (part) => {
        if ("gap" in part) return html`<td class="gap" aria-hidden="true"></td>`;
        const { content, classes: own = "" } = cell(part.index);
        return html`<td
          role="gridcell"
          aria-colindex=${part.index + 2}
          data-row=${index}
          data-column=${part.index}
          tabindex=${this.#focus.tabindex(index, part.index)}
          class="${own} ${grid.columns[part.index]?.classes ?? ""}"
          .style=${pinnedStyle(grid, part.index)}
        >
          ${content}
        </td>`;
      })}
    </tr>`;
  }

  /** Scrolls the page so that a cell is in sight, beside what is pinned, and renders it. */
  #reveal(row: number, column: number): void {
    const [grid, table] = [this.#grid, this.#table];
    if (!grid || !table) return;
    const { top, left } = table.getBoundingClientRect();
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
}

function columnKeyOf(grid: Grid): (part: Part) => string {
  return (part) => ("gap" in part ? `gap ${part.before}` : (grid.columns[part.index]?.key ?? ""));
}

/*
 * Styles are set as properties: the content security policy lets no style attribute through, which
 * is what lit's styleMap writes first.
 */

function pinnedStyle(grid: Grid, column: number): string {
  if (column >= grid.pinnedColumns) return "";
  return `position: sticky; left: ${grid.namesWidth + column * grid.columnWidth}px`;
}

function sizesOf(grid: Grid): string {
  const width = grid.namesWidth + grid.columns.length * grid.columnWidth;
  return `width: ${width}px; --head: ${grid.headHeight}px; --stuck: ${grid.stuckHeight}px`;
}
