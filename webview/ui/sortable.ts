import { html, type TemplateResult } from "lit";
import { icon } from "./icon.ts";

/** One for all: making one for each of a million comparisons takes seconds. */
const collator = new Intl.Collator(undefined, { numeric: true });

/** By which column a table is sorted, and which way. */
export interface Sorting<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

export interface SortableHeader<Column extends string> {
  readonly label: string;
  readonly column: Column;
  readonly sorting: Sorting<Column>;
  /** Numbers are right-aligned and sorted largest first at first. */
  readonly numeric?: boolean;
  readonly onSort: (sorting: Sorting<Column>) => void;
}

/** The `th` of a column that sorts its table when pressed, and turns the order when pressed again. */
export function sortableHeader<Column extends string>(
  header: SortableHeader<Column>,
): TemplateResult {
  const { label, column, sorting, numeric = false, onSort } = header;
  const active = sorting.column === column;
  const order = active ? (sorting.descending ? "descending" : "ascending") : "none";
  const sign = icon(sorting.descending ? "arrow-down" : "arrow-up", active ? "" : "unsorted");
  const sort = (): void => {
    onSort({ column, descending: active ? !sorting.descending : numeric });
  };
  // Beside the text on its inner side, so that numbers stand right under the name of their column.
  return html`<th scope="col" class=${numeric ? "number" : ""} aria-sort=${order}>
    <button type="button" class="sort" @click=${sort}>
      ${numeric ? [sign, label] : [label, sign]}
    </button>
  </th>`;
}

/**
 * Returns rows in the order of `sorting` by the keys that `keyOf` returns: numbers by size, texts
 * in natural order (`item 2` before `item 10`), rows without a key last.
 */
export function sortRows<Row, Column extends string>(
  rows: readonly Row[],
  sorting: Sorting<Column>,
  keyOf: (row: Row, column: Column) => string | number | undefined,
): readonly Row[] {
  const sign = sorting.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [keyOf(a, sorting.column), keyOf(b, sorting.column)];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined);
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * collator.compare(String(x), String(y));
  });
}
