import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Grid, GridRow } from "./grid-parts.ts";
import type { Place } from "./next-place.ts";
import type { Part } from "./visible-range.ts";

/** The rows and columns of a grid that are rendered. */
export interface RenderedParts {
  readonly rows: readonly Part[];
  readonly columns: readonly Part[];
  /** The cell that Tab leads to. */
  readonly active: Place;
}

/** One side of the grid: what is frozen at the left, or the cells that scroll past it. */
interface Side {
  readonly columns: readonly Part[];
  readonly key: string;
}

/**
 * Renders a grid in two panes: names and pinned columns, which stay in sight, and the other cells.
 * Each pane is one element that stays or scrolls, and the column headers with the pinned rows are
 * another: a browser makes a layer of each element that stays, and hundreds of them, one a cell,
 * take longer than what is in them. For assistive technology, the grid is what is frozen, and the
 * other cells of a row belong to its row there.
 */
export function gridRows(grid: Grid, { rows, columns, active }: RenderedParts): TemplateResult {
  const frozen = sideOf(columns, 0, grid.pinnedColumns);
  const cells = sideOf(columns, grid.pinnedColumns, grid.columns.length);
  const isPinned = (part: Part): boolean => "index" in part && part.index < grid.pinnedRows;
  const pinned = rows.filter(isPinned);
  const others = rows.filter((part) => !isPinned(part));
  const pane = (parts: readonly Part[], side: Side, isFrozen: boolean): unknown =>
    repeat(
      parts,
      (part) => ("gap" in part ? `gap ${part.before}` : (grid.rows[part.index]?.key ?? "")),
      (part) => {
        if ("gap" in part) return html`<div .style=${`height: ${part.gap}px`}></div>`;
        const { index } = part;
        const row = grid.rows[index];
        if (!row) return nothing;
        const at = index === active.row ? active.column : "";
        return guard([grid, index, side.key, at], () =>
          isFrozen
            ? frozenRow(grid, row, index, side, active)
            : cellsRow(grid, row, index, side, active),
        );
      },
    );
  return html`<div
      role="grid"
      aria-label=${grid.label}
      aria-rowcount=${grid.rows.length + 1}
      aria-colcount=${grid.columns.length + 1}
      aria-owns="grid-head grid-body"
    ></div>
    <div class="grid-head">
      <div class="grid-frozen" id="grid-head" role="rowgroup">
        <div class="grid-row column-heads" role="row" aria-rowindex="1" aria-owns="heads">
          <div class="corner" role="none"></div>
          ${heads(grid, frozen, active)}
        </div>
        ${pane(pinned, frozen, true)}
      </div>
      <div class="grid-cells">
        <div class="grid-row column-heads" id="heads" role="none">
          ${heads(grid, cells, active)}
        </div>
        ${pane(pinned, cells, false)}
      </div>
    </div>
    <div class="grid-body">
      <div class="grid-frozen" id="grid-body" role="rowgroup">${pane(others, frozen, true)}</div>
      <div class="grid-cells">${pane(others, cells, false)}</div>
    </div>`;
}

/** Returns the columns of one side; a gap belongs to the column that follows it. */
function sideOf(parts: readonly Part[], from: number, to: number): Side {
  const columns = parts.filter((part) => {
    const at = "gap" in part ? part.before : part.index;
    return at >= from && at < to;
  });
  return { columns, key: JSON.stringify(columns) };
}

function heads(grid: Grid, { columns }: Side, active: Place): unknown {
  return repeat(
    columns,
    (part, at) => keyOf(grid, part, at),
    (part) => {
      if ("gap" in part) return space(part.gap);
      const { index } = part;
      const tab = tabindex(active, -1, index);
      return guard([grid, tab], () => {
        const column = grid.columns[index];
        return html`<div
          role="columnheader"
          aria-colindex=${index + 2}
          aria-sort=${column?.sorted ?? nothing}
          data-row="-1"
          data-column=${index}
          tabindex=${tab}
          class="cell ${column?.classes ?? ""}"
        >
          ${column?.head}
        </div>`;
      });
    },
  );
}

/** The name of a row and its pinned cells. */
function frozenRow(
  grid: Grid,
  { head, classes = "", height, sorted, cell }: GridRow,
  index: number,
  side: Side,
  active: Place,
): TemplateResult {
  const hasCells = cell !== undefined;
  return html`<div
    class="grid-row ${classes}"
    role="row"
    aria-rowindex=${index + 2}
    aria-owns=${hasCells ? `cells-${index}` : nothing}
    data-line=${hasCells ? index : nothing}
    .style=${`height: ${height}px`}
  >
    <div
      class="cell row-head"
      role="rowheader"
      aria-sort=${sorted ?? nothing}
      aria-colspan=${hasCells ? nothing : grid.columns.length + 1}
      data-row=${index}
      data-column="-1"
      tabindex=${tabindex(active, index, -1)}
    >
      ${head}
    </div>
    ${cell ? cells(grid, cell, index, side, active) : nothing}
  </div>`;
}

/** The other cells of a row; below a heading there are none. */
function cellsRow(
  grid: Grid,
  { classes = "", height, cell }: GridRow,
  index: number,
  side: Side,
  active: Place,
): TemplateResult {
  return html`<div
    class="grid-row ${classes}"
    role="none"
    id="cells-${index}"
    data-line=${cell ? index : nothing}
    .style=${`height: ${height}px`}
  >
    ${cell ? cells(grid, cell, index, side, active) : nothing}
  </div>`;
}

function cells(
  grid: Grid,
  cell: NonNullable<GridRow["cell"]>,
  row: number,
  { columns }: Side,
  active: Place,
): unknown {
  return repeat(
    columns,
    (part, at) => keyOf(grid, part, at),
    (part) => {
      if ("gap" in part) return space(part.gap);
      const { index } = part;
      const tab = tabindex(active, row, index);
      // Lit looks into a template even if it is the same one; most cells of a frame are.
      return guard([grid, row, tab], () => {
        const { content, classes = "" } = cell(index);
        return html`<div
          role="gridcell"
          aria-colindex=${index + 2}
          data-row=${row}
          data-column=${index}
          tabindex=${tab}
          class="cell ${classes} ${grid.columns[index]?.classes ?? ""}"
        >
          ${content}
        </div>`;
      });
    },
  );
}

/** A gap is the same one when it grows. */
function keyOf({ columns }: Grid, part: Part, at: number): string {
  return "gap" in part ? `gap ${at}` : (columns[part.index]?.key ?? "");
}

function tabindex(active: Place, row: number, column: number): 0 | -1 {
  return row === active.row && column === active.column ? 0 : -1;
}

/** The space of columns that are not rendered: an element of its own, as a style on a cell costs more. */
function space(gap: number): TemplateResult {
  return html`<div class="gap" role="none" .style=${`width: ${gap}px`}></div>`;
}
