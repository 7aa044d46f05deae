/**
 * Copy of the rows that a window shows when it listens to the tree as VS Code does: it asks for
 * rows, keeps them, and asks again only for rows that are reported as changed. Tests can't read VS
 * Code's own window.
 */
import type { TreeDataProvider, TreeItem } from "vscode";

type ShownItem = Pick<TreeItem, "label" | "description" | "contextValue">;

interface Shown {
  readonly item: ShownItem;
  readonly children: readonly unknown[] | undefined;
}

export interface MirroredRow {
  readonly item: ShownItem;
  readonly below: readonly MirroredRow[];
}

export class TreeMirror {
  readonly #provider: TreeDataProvider<unknown>;
  /** By the element that the tree gives for a row; undefined is the top. */
  readonly #shown = new Map<unknown, Shown>();
  readonly #asked = new Map<unknown, number>();
  readonly #listening: { dispose(): unknown } | undefined;
  #questions = 0;
  /** Number of times that the whole tree was requested again. */
  redrawn = 0;

  constructor(provider: TreeDataProvider<unknown>) {
    this.#provider = provider;
    this.#listening = provider.onDidChangeTreeData?.((changed) => {
      const rows: readonly unknown[] = Array.isArray(changed) ? changed : [changed];
      for (const row of rows) void this.#refresh(row ?? undefined);
    });
  }

  dispose(): void {
    this.#listening?.dispose();
  }

  /** Shows the rows below one, or those at the top. */
  async expand(element?: unknown): Promise<void> {
    const question = (this.#questions += 1);
    this.#asked.set(element, question);
    const children = (await this.#provider.getChildren(element)) ?? [];
    const items = await Promise.all(
      children.map(async (child) => this.#provider.getTreeItem(child)),
    );
    // Only the answer to the latest question counts.
    if (this.#asked.get(element) !== question) return;
    const own = this.#shown.get(element)?.item ?? {};
    this.#shown.set(element, { item: own, children });
    await Promise.all(
      children.map(async (child, index) => {
        const isOpen = this.isExpanded(child);
        const item: ShownItem = items[index] ?? {};
        this.#shown.set(child, { item, children: this.#shown.get(child)?.children });
        if (isOpen) await this.expand(child);
      }),
    );
  }

  /** Returns whether the rows below a row are shown. */
  isExpanded(element: unknown): boolean {
    return this.#shown.get(element)?.children !== undefined;
  }

  async #refresh(element: unknown): Promise<void> {
    if (element === undefined) this.redrawn += 1;
    else {
      const known = this.#shown.get(element);
      if (!known) return;
      const item: ShownItem = await this.#provider.getTreeItem(element);
      this.#shown.set(element, { item, children: this.#shown.get(element)?.children });
    }
    // Also what is being asked for: the answer may be that of before the change.
    if (this.#asked.has(element)) await this.expand(element);
  }

  /** Returns the rows as they are shown. */
  rows(element?: unknown): readonly MirroredRow[] {
    return (this.#shown.get(element)?.children ?? []).map((child) => ({
      item: this.#shown.get(child)?.item ?? {},
      below: this.rows(child),
    }));
  }

  /** Returns the elements of the rows at the top. */
  top(): readonly unknown[] {
    return this.#shown.get(undefined)?.children ?? [];
  }

  /** Returns the elements of all rows that are shown. */
  elements(element?: unknown): readonly unknown[] {
    const children = this.#shown.get(element)?.children ?? [];
    return children.flatMap((child) => [child, ...this.elements(child)]);
  }
}
