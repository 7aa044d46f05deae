import * as l10n from "@vscode/l10n";
import { copy } from "../ui/copy-button.ts";
import type { Grid } from "./grid-parts.ts";
import { nextPlace, type Place } from "./next-place.ts";

interface Around {
  readonly grid: () => Grid | undefined;
  /** Brings a cell into sight. */
  readonly reveal: (row: number, column: number) => void;
}

const inside = "button, input, a";

/**
 * Moves the focus in a grid, as the ARIA pattern says: one cell is in the order of Tab, the arrow
 * keys go to the others, Enter or F2 goes to what is in a cell, and Escape back to it. Ctrl+C or
 * Cmd+C copies the value of a cell.
 */
export class GridFocus {
  table: HTMLElement | undefined;
  readonly #around: Around;
  #active: Place = { row: -1, column: 0 };
  /** The column that going up and down keeps, past headings over all columns. */
  #column = 0;
  #hasFocus = false;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Returns the cell that Tab leads to, which is always rendered. */
  within(grid: Grid): Place {
    const row = Math.min(this.#active.row, grid.rows.length - 1);
    const isHeading = row >= 0 && !grid.rows[row]?.cell;
    const column = isHeading ? -1 : Math.min(this.#active.column, grid.columns.length - 1);
    this.#active = { row, column: row === -1 ? Math.max(0, column) : column };
    return this.#active;
  }

  /** Takes what is in the cells out of the order of Tab: behind the grid is one step, not hundreds. */
  keepOneStop(): void {
    const added = this.table?.querySelectorAll<HTMLElement>(`:is(${inside}):not([tabindex])`) ?? [];
    for (const element of added) element.tabIndex = -1;
  }

  /** Gives the focus back to the cell, if rendering took it away. */
  restore(): void {
    if (!this.#hasFocus || document.activeElement !== document.body) return;
    this.#cell()?.focus({ preventScroll: true });
  }

  readonly onFocusin = ({ target }: FocusEvent): void => {
    const place = placeOf(target);
    if (!place) return;
    this.#hasFocus = true;
    if (place.row === this.#active.row && place.column === this.#active.column) return;
    // Somebody clicked there.
    this.#cell()?.setAttribute("tabindex", "-1");
    this.#active = place;
    this.#column = place.column;
    this.#cell()?.setAttribute("tabindex", "0");
  };

  readonly onKeydown = (event: KeyboardEvent): void => {
    const grid = this.#around.grid();
    const place = placeOf(event.target);
    if (!grid || !place) return;
    if (event.key === "Tab") {
      this.#hasFocus = false;
      return;
    }
    const handled = grid.onKey(event, place);
    if (handled !== false) {
      event.preventDefault();
      if (handled) this.#go(handled);
      return;
    }
    if (isCopy(event)) {
      this.#copyValue(grid, place);
      return;
    }
    if (event.altKey || event.metaKey) return;
    const cell = this.#cell();
    if (event.target === cell) this.#fromCell(event, grid, cell);
    else this.#withinCell(event, cell);
  };

  /** The arrow keys go to other cells, Enter to what is in this one. */
  #fromCell(event: KeyboardEvent, grid: Grid, cell: HTMLElement | undefined): void {
    const isVertical = /^(Arrow|Page)(Up|Down)$/.test(event.key);
    const from = isVertical ? { row: this.#active.row, column: this.#column } : this.#active;
    const moved = nextPlace(event, from, grid);
    if (moved) {
      event.preventDefault();
      if (!isVertical) this.#column = moved.column;
      this.#go(moved);
    } else if (event.key === "Enter" || event.key === "F2" || event.key === " ") {
      this.#enter(event, cell ? [...cell.querySelectorAll<HTMLElement>(inside)] : []);
    }
  }

  #copyValue({ rows }: Grid, { row, column }: Place): void {
    const text = column < 0 ? undefined : rows[row]?.cell?.(column).text;
    if (text !== undefined) copy(text, l10n.t("Value copied"));
  }

  #enter(event: KeyboardEvent, [first, ...more]: readonly HTMLElement[]): void {
    if (!first) return;
    event.preventDefault();
    if (more.length > 0 || event.key === "F2") first.focus();
    else first.click();
  }

  /** The arrow keys go from one button of a cell to the next, and Escape leaves them. */
  #withinCell(event: KeyboardEvent, cell: HTMLElement | undefined): void {
    const buttons = cell ? [...cell.querySelectorAll<HTMLElement>(inside)] : [];
    const at = buttons.findIndex((button) => button === event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      cell?.focus();
    }
  }

  #go(place: Place): void {
    this.#cell()?.setAttribute("tabindex", "-1");
    this.#active = place;
    this.#around.reveal(place.row, place.column);
    const cell = this.#cell();
    cell?.setAttribute("tabindex", "0");
    cell?.focus({ preventScroll: true });
  }

  #cell(): HTMLElement | undefined {
    const { row, column } = this.#active;
    const selector = `[data-row="${row}"][data-column="${column}"]`;
    return this.table?.querySelector<HTMLElement>(selector) ?? undefined;
  }
}

/** Returns true if a person wants to copy, and has selected no text of the page. */
function isCopy({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  const isKey = (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "c";
  return isKey && (document.getSelection()?.isCollapsed ?? true);
}

function placeOf(target: EventTarget | null): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
  if (!cell) return undefined;
  return { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]) };
}
