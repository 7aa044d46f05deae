/** A cell: row -1 is that of the column headers, column -1 that of the row headers. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Rows, of which headings have no cells but their own, and columns. */
interface PlacesOf {
  readonly rows: readonly { readonly cell?: unknown }[];
  readonly columns: readonly unknown[];
}

interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
}

/** Rows that Page Up and Page Down go. */
const page = 12;

/** Returns where a key leads; headings have no cells but their own, and the corner has none. */
export function nextPlace(
  { key, ctrlKey }: PressedKey,
  { row, column }: Place,
  { rows, columns }: PlacesOf,
): Place | undefined {
  const lastRow = rows.length - 1;
  const lastColumn = columns.length - 1;
  const to: Readonly<Record<string, Place>> = {
    ArrowDown: { row: row + 1, column },
    ArrowUp: { row: row - 1, column },
    ArrowRight: { row, column: column + 1 },
    ArrowLeft: { row, column: column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: row - page, column },
    Home: { row: ctrlKey ? -1 : row, column: -1 },
    End: { row: ctrlKey ? lastRow : row, column: lastColumn },
  };
  const next = to[key];
  if (!next || (ctrlKey && key !== "Home" && key !== "End")) return undefined;
  const within = (value: number, last: number): number => Math.max(-1, Math.min(last, value));
  const place = { row: within(next.row, lastRow), column: within(next.column, lastColumn) };
  const isHeading = place.row >= 0 && !rows[place.row]?.cell;
  if (isHeading) return { ...place, column: -1 };
  return place.row === -1 ? { row: -1, column: Math.max(0, place.column) } : place;
}
