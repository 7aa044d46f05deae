import type { Locator, Page } from "playwright-core";
import { until } from "../processes.ts";
import { exactly } from "./text.ts";

/** A label as it is shown, or a pattern for the whole name that a screen reader speaks. */
export type Label = string | RegExp;

/** The little of the DOM that is used here: the checkout's types are those of Node. */
interface PageElement {
  readonly className: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}

/** A row as it was rendered at some moment. */
interface Row {
  readonly index: number;
  readonly level: number;
  readonly label: string;
  readonly spoken: string;
  readonly last: boolean;
}

/** Position of a row: in which list, at which place. */
interface Place {
  readonly list: Locator;
  readonly row: Row;
  /** No other row in sight is spoken the same: it is known by that wherever it moves. */
  readonly isAlone: boolean;
}

const patience = 300_000;

/** One tree of the workbench, or several that are searched one after the other. */
export class Tree {
  readonly #page: Page;
  readonly #container: Locator;

  constructor(page: Page, container: Locator) {
    this.#page = page;
    this.#container = container;
  }

  /** All rows that are rendered: VS Code renders only those in sight. */
  get rows(): Locator {
    return this.#container.locator('.monaco-list-row[role="treeitem"]');
  }

  /**
   * The row at the end of a path of labels. The first may be at any level, each other one is a child
   * of the one before, which is expanded for it. Scrolls as far as needed. The answer is a locator of
   * that row at its present place, or of what is spoken like it if others have come above it: ask
   * again after the tree has changed.
   */
  async item(...path: readonly [Label, ...Label[]]): Promise<Locator> {
    const what = `no tree item ${path.join(" / ")}`;
    const row = await until(what, patience, () => this.#find(path));
    await row.scrollIntoViewIfNeeded();
    return row;
  }

  /**
   * One walk down a path from its start: rows above may come and go while a tree is being filled.
   */
  async #find(path: readonly Label[]): Promise<Locator | undefined> {
    let place: Place | undefined;
    for (const label of path) {
      if (place !== undefined && !(await this.#expanded(this.#locate(place)))) return undefined;
      place = await this.#search(label, place);
      if (place === undefined) return undefined;
    }
    return place && this.#locate(place);
  }

  /** Expands a row; false if it has moved or gone meanwhile. */
  async #expanded(row: Locator): Promise<boolean> {
    try {
      await this.#toggle(row, "true", 2000);
      return true;
    } catch {
      return false;
    }
  }

  /** Expands a row if it is collapsed. */
  async expand(row: Locator): Promise<void> {
    await this.#toggle(row, "true");
  }

  /** Collapses a row if it is expanded. */
  async collapse(row: Locator): Promise<void> {
    await this.#toggle(row, "false");
  }

  async #toggle(row: Locator, expanded: "true" | "false", timeout = patience): Promise<void> {
    if ((await row.getAttribute("aria-expanded", { timeout })) === expanded) return;
    await row.locator(".monaco-tl-twistie").click({ timeout });
    await row.and(this.#page.locator(`[aria-expanded="${expanded}"]`)).waitFor({ timeout });
  }

  /** With the label in the locator, a row that has moved is not found rather than mistaken. */
  #locate({ list, row, isAlone }: Place): Locator {
    const named = { has: this.#page.locator(".label-name", { hasText: exactly(row.label) }) };
    const there = list.locator(`.monaco-list-row[data-index="${row.index}"]`).filter(named);
    if (!isAlone) return there;
    const spoken = `[aria-label=${JSON.stringify(row.spoken)}][aria-level="${row.level}"]`;
    return there.or(list.locator(`.monaco-list-row${spoken}`).filter(named)).first();
  }

  async #search(label: Label, parent: Place | undefined): Promise<Place | undefined> {
    const lists = parent === undefined ? await this.#lists() : [parent.list];
    for (const list of lists) {
      const found = await this.#scan(list, label, parent?.row);
      if (found !== undefined) return { list, ...found };
    }
    return undefined;
  }

  async #lists(): Promise<Locator[]> {
    const ids = await this.#container
      .locator(".monaco-list:visible")
      .evaluateAll((lists: readonly PageElement[]) =>
        lists.flatMap(({ className }) => /list_id_\d+/.exec(className) ?? []),
      );
    return ids.map((id) => this.#container.locator(`.${id}`));
  }

  /** Looks once through a list from its top, scrolling as far as there is something below. */
  async #scan(
    list: Locator,
    label: Label,
    parent: Row | undefined,
  ): Promise<Omit<Place, "list"> | undefined> {
    const matches = (row: Row): boolean =>
      typeof label === "string" ? row.label === label : label.test(row.spoken);
    let rows = await renderedRows(list);
    if ((rows[0]?.index ?? 0) > 0) rows = await scroll(list, -1_000_000);
    for (;;) {
      for (const row of rows) {
        if (parent !== undefined && row.index <= parent.index) continue;
        if (parent !== undefined && row.level <= parent.level) return undefined;
        if (!matches(row)) continue;
        return { row, isAlone: rows.filter(({ spoken }) => spoken === row.spoken).length === 1 };
      }
      const bottom = rows.at(-1);
      if (bottom === undefined || bottom.last) return undefined;
      // Half of what is rendered, so that no row is jumped over.
      const next = await scroll(list, rows.length * 11);
      if (next.at(-1)?.index === bottom.index) return undefined;
      rows = next;
    }
  }
}

/**
 * Scrolls down by pixels. VS Code scrolls 50 px for 120 units of Chromium's wheelDelta and renders at
 * once; a real wheel event from the browser's driver is always one notch, however large.
 */
async function scroll(list: Locator, pixels: number): Promise<Row[]> {
  const wheelDeltaY = (-pixels / 50) * 120;
  await list.locator(".monaco-list-rows").dispatchEvent("wheel", { wheelDeltaY });
  return renderedRows(list);
}

async function renderedRows(list: Locator): Promise<Row[]> {
  const rows = await list
    .locator(".monaco-list-row")
    .evaluateAll((elements: readonly PageElement[]) =>
      elements.map((row) => ({
        index: Number(row.getAttribute("data-index")),
        level: Number(row.getAttribute("aria-level")),
        label: row.querySelector(".label-name")?.textContent ?? "",
        spoken: row.getAttribute("aria-label") ?? "",
        last: row.getAttribute("data-last-element") === "true",
      })),
    );
  return rows.sort((a, b) => a.index - b.index);
}
