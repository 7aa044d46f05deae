import type { TemplateResult } from "lit";
import type { Place } from "./next-place.ts";

/** Content and look of a cell. */
export interface GridCell {
  readonly content: TemplateResult | string;
  readonly classes?: string;
  /** Its value in full, which is copied; absent where there is none. */
  readonly text?: string;
}

export interface GridColumn {
  readonly key: string;
  readonly head: TemplateResult;
  readonly classes?: string;
  /** Value of `aria-sort`, where rows are ordered by the column. */
  readonly sorted?: GridRow["sorted"];
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
