import { TreeRow } from "./tree-row.ts";

/** Source of the rows of a tree. */
export interface RowSource<N> {
  /** The nodes below one, or those at the top. Never fails: a problem is a node, too. */
  fetch(node: N | undefined): Promise<readonly N[]>;
  /** Names a node among its siblings. */
  keyOf(node: N): string;
  /** Everything that is shown of a row. */
  lookOf(row: { readonly id: string; readonly node: N }): string;
}

/**
 * Changes of a tree: the rows whose look or children changed, and whether the top level changed.
 */
export interface RowChanges<N> {
  readonly top: boolean;
  readonly rows: readonly TreeRow<N>[];
}

/** Rows of which VS Code knows the children, or has asked for them: those of a row, or the top. */
interface Level<N> {
  readonly row: TreeRow<N> | undefined;
  children: readonly TreeRow<N>[] | undefined;
  loading: Promise<readonly TreeRow<N>[]> | undefined;
}

/** Level after the update. */
interface NextLevel<N> {
  readonly level: Level<N>;
  readonly below: readonly { readonly node: N; readonly next: NextLevel<N> | undefined }[];
}

/**
 * Rows of a tree as they are shown. An update fetches everything that VS Code has asked for so far,
 * and only when it is complete compares it with the rows shown and replaces those: from then on
 * each question is answered at once, and VS Code is notified of the rows that differ.
 *
 * A refresh of the whole tree instead would make VS Code forget all rows until their parents have
 * been asked for again; the user's actions on a row meanwhile (opening it, pressing its button)
 * would be lost.
 */
export class TreeRows<N> {
  readonly #source: RowSource<N>;
  readonly #onChange: (changes: RowChanges<N>) => void;
  readonly #top: Level<N> = { row: undefined, children: undefined, loading: undefined };
  readonly #levels = new WeakMap<TreeRow<N>, Level<N>>();
  #running: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  constructor(source: RowSource<N>, onChange: (changes: RowChanges<N>) => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /** Returns the rows below one, or those at the top. */
  async children(row?: TreeRow<N>): Promise<readonly TreeRow<N>[]> {
    const level = this.#asked(row);
    if (level.children) return level.children;
    level.loading ??= this.#load(level);
    const loaded = await level.loading;
    // An update may have been faster than this answer.
    return this.#asked(row).children ?? loaded;
  }

  /** Brings all rows up to date. Ends when they show what the registry held at the call, or later. */
  update(): Promise<void> {
    this.#queued ??= this.#running.then(() => {
      this.#queued = undefined;
      this.#running = this.#updateOnce();
      return this.#running;
    });
    return this.#queued;
  }

  /** Compares how rows look now, without asking the registry: ages grow. */
  look(): void {
    const changed: TreeRow<N>[] = [];
    const visit = (row: TreeRow<N>): void => {
      if (this.#hasOtherLook(row, row.node)) changed.push(row);
      row.children?.forEach(visit);
    };
    this.#top.children?.forEach(visit);
    this.#tell(false, changed);
  }

  /** Returns whether a row is still in the tree. */
  has(row: TreeRow<N>): boolean {
    const { parent } = row;
    const siblings = parent ? parent.children : this.#top.children;
    return siblings?.includes(row) === true && (parent === undefined || this.has(parent));
  }

  #asked(row: TreeRow<N> | undefined): Level<N> {
    if (!row) return this.#top;
    const known = this.#levels.get(row);
    if (known) return known;
    const level = { row, children: undefined, loading: undefined };
    this.#levels.set(row, level);
    return level;
  }

  async #load(level: Level<N>): Promise<readonly TreeRow<N>[]> {
    const nodes = await this.#nodes(level.row?.node);
    level.loading = undefined;
    // An update that was faster has brought what is newer.
    const children = level.children ?? nodes.map((node) => this.#newRow(level.row, node));
    this.#set(level, children);
    return children;
  }

  async #updateOnce(): Promise<void> {
    if (!this.#top.children && !this.#top.loading) return;
    const next = await this.#fetch(this.#top, undefined);
    const changed: TreeRow<N>[] = [];
    const top = this.#replace(next, changed);
    this.#tell(top, top ? [] : changed);
  }

  async #fetch(level: Level<N>, node: N | undefined): Promise<NextLevel<N>> {
    const nodes = await this.#nodes(node);
    const below = await Promise.all(
      nodes.map(async (each) => {
        const id = this.#idOf(level.row, each);
        const row = level.children?.find((child) => child.id === id);
        const asked = row && this.#levels.get(row);
        return { node: each, next: asked && (await this.#fetch(asked, each)) };
      }),
    );
    return { level, below };
  }

  /**
   * Fetches nodes without duplicate names: VS Code takes siblings of the same name for one row and
   * shows neither.
   */
  async #nodes(node: N | undefined): Promise<readonly N[]> {
    const nodes = await this.#source.fetch(node);
    return [...new Map(nodes.map((each) => [this.#source.keyOf(each), each])).values()];
  }

  /** Replaces the rows of a level. Returns true if other rows are there, or in another order. */
  #replace({ level, below }: NextLevel<N>, changed: TreeRow<N>[]): boolean {
    const before = level.children ?? [];
    const known = new Map(before.map((row) => [row.id, row]));
    const changedBelow: TreeRow<N>[] = [];
    const rows = below.map(({ node, next }) => {
      const row = known.get(this.#idOf(level.row, node));
      if (!row) return this.#newRow(level.row, node);
      const differs = this.#hasOtherLook(row, node);
      // VS Code asks for everything below a row that it is told of.
      const within: TreeRow<N>[] = [];
      const hasOthers = next !== undefined && this.#replace(next, within);
      // Asked for while this update was fetching: it may have seen the node of before.
      if (!next && this.#levels.has(row)) void this.update();
      if (differs || hasOthers) changedBelow.push(row);
      else changedBelow.push(...within);
      return row;
    });
    const isOther = rows.length !== before.length || rows.some((row, i) => row !== before[i]);
    // Whoever waits for a level that is being loaded gets what is put here.
    const isFirst = level.children === undefined;
    this.#set(level, rows);
    changed.push(...changedBelow);
    return isOther && !isFirst;
  }

  #hasOtherLook(row: TreeRow<N>, node: N): boolean {
    row.node = node;
    const look = this.#source.lookOf(row);
    if (look === row.look) return false;
    row.look = look;
    return true;
  }

  #set(level: Level<N>, rows: readonly TreeRow<N>[]): void {
    level.children = rows;
    if (level.row) level.row.children = rows;
  }

  #newRow(parent: TreeRow<N> | undefined, node: N): TreeRow<N> {
    const id = this.#idOf(parent, node);
    return new TreeRow(id, parent, node, this.#source.lookOf({ id, node }));
  }

  #idOf(parent: TreeRow<N> | undefined, node: N): string {
    const key = encodeURIComponent(this.#source.keyOf(node));
    return parent ? `${parent.id}/${key}` : key;
  }

  #tell(top: boolean, rows: readonly TreeRow<N>[]): void {
    if (top || rows.length > 0) this.#onChange({ top, rows });
  }
}
