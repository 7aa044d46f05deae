import {
  commands,
  type ConfigurationChangeEvent,
  type ExtensionContext,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from "vscode";
import type { Version } from "../../core/state/version.ts";
import { log } from "../log.ts";
import { setTreeMessage } from "../messages.ts";
import { nodeKey, type TreeNode } from "../nodes/tree-nodes.ts";
import { versionTooltip } from "../nodes/version-tooltip.ts";
import { askForText } from "../pickers/ask.ts";
import { plainLabel } from "../plain-text.ts";
import type { Registries } from "../registries.ts";
import { savedSearchesSetting } from "../saved-searches.ts";
import { keepApprovalBadge } from "./approval-badge.ts";
import { dropToRegister } from "./drop-to-register.ts";
import { childNodes, topNodes } from "./tree-children.ts";
import { filterProblem } from "./tree-filter.ts";
import { treeItem } from "./tree-item.ts";
import { TreeOptionsStore, type TreeOptions } from "./tree-options.ts";
import type { TreeRow } from "./tree-row.ts";
import { TreeRows } from "./tree-rows.ts";
import { TreeSignal } from "./tree-signal.ts";
import { pageSize, type Arrangement } from "./version-rows.ts";

type Row = TreeRow<TreeNode>;

/** Milliseconds after which rows with an age are updated. */
const agesGrow = 60_000;

/** The sidebar: (folders →) models → versions → artifacts, or stages → versions → artifacts. */
export class ModelsTree implements TreeDataProvider<Row> {
  readonly view: TreeView<Row>;
  readonly #options: TreeOptionsStore;
  readonly #rows: TreeRows<TreeNode>;
  readonly #signal: TreeSignal<Row>;
  readonly #limits = new Map<string, number>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly onDidChangeTreeData;

  constructor(registries: Registries, { workspaceState }: ExtensionContext) {
    this.#options = new TreeOptionsStore(workspaceState);
    this.#rows = new TreeRows<TreeNode>(
      {
        fetch: (node) =>
          node
            ? childNodes(node, this.#arrangement)
            : topNodes(registries.all(), this.#arrangement),
        keyOf: nodeKey,
        lookOf: (row) => JSON.stringify(treeItem(row)),
      },
      ({ top, rows }) => {
        this.#signal.tell(top ? [undefined] : rows);
      },
    );
    this.#signal = new TreeSignal((row) => this.#rows.has(row));
    this.onDidChangeTreeData = this.#signal.event;
    this.view = window.createTreeView<Row>("modelRegistry.models", {
      treeDataProvider: this,
      dragAndDropController: dropToRegister,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const update = (): void => void this.update();
    const ages = setInterval(() => {
      if (this.view.visible) void this.#follow();
    }, agesGrow);
    this.#subscriptions = [
      this.view,
      this.#signal,
      keepApprovalBadge(this.view, registries),
      registries.onDidChange(update),
      workspace.onDidChangeConfiguration((change) => {
        const settings = [
          "modelRegistry.mainMetric",
          "modelRegistry.tree.versionFacts",
          savedSearchesSetting,
        ];
        if (settings.some((each) => change.affectsConfiguration(each))) update();
        else void this.#followSettings(change);
      }),
      {
        dispose: () => {
          clearInterval(ages);
        },
      },
    ];
  }

  /** Metric by which versions are sorted; empty for the newest first. */
  get versionMetric(): string {
    return this.#options.value.versionMetric;
  }

  /** Groups, sorts or filters the rows; resolves when the rows are updated. */
  async arrange(change: Partial<TreeOptions>): Promise<void> {
    await this.#options.change(change);
    await this.update();
  }

  /**
   * Asks for the words to filter by, and filters while they are typed; none shows everything again,
   * and so does Escape with what was shown before.
   */
  async askForFilter(): Promise<void> {
    const before = this.#options.value.filter;
    const answer = await askForText({
      title: l10n.t("Filter Models"),
      prompt: l10n.t("Words and stages, or a query. Leave it empty to show everything"),
      placeholder: l10n.t("fraud staging, or metrics.test.auc > 0.9 and tag.team = risk"),
      value: before,
      problem: filterProblem,
      onType: (text) => {
        if (filterProblem(text) === undefined) void this.arrange({ filter: text.trim() });
      },
    });
    await this.arrange({ filter: typeof answer === "symbol" ? before : answer.trim() });
  }

  /** Shows more versions of the list that ends with `node`. */
  async showMore({ list, shown }: TreeNode & { kind: "more" }): Promise<void> {
    this.#limits.set(list, shown + pageSize * 4);
    await this.update();
  }

  /** Updates the rows and notifies VS Code of those that differ. */
  async update(): Promise<void> {
    await this.#rows.update();
    await this.#showFilter();
  }

  /** Updates the rows and makes VS Code draw all of them again. */
  async redraw(): Promise<void> {
    await this.update();
    this.#signal.tell([undefined]);
  }

  /**
   * Selects the row of a version, opening what it is in.
   *
   * @returns whether there is such a row: a filter may leave it out
   */
  async reveal(version: Version, options: { readonly focus: boolean }): Promise<boolean> {
    await this.update();
    const row = await this.#rowOf(version);
    await this.#signal.settled();
    if (row) await this.view.reveal(row, { select: true, ...options });
    return row !== undefined;
  }

  /** Selects the row of a version that has just come, where the tree is in sight. */
  follow(version: Version): void {
    if (!this.view.visible) return;
    this.reveal(version, { focus: false }).catch((error: unknown) => {
      log().warn(`The row of a new version can't be shown: ${String(error)}`);
    });
  }

  /**
   * Returns the arguments of a command as a menu gives them. A key gives none: `"selection"` in its
   * binding stands for the rows that are selected.
   */
  withSelection(args: readonly unknown[]): readonly unknown[] {
    if (args[0] !== "selection") return args;
    const nodes = this.view.selection.map(({ node }) => node);
    return nodes.length > 1 ? [nodes[0], nodes] : nodes;
  }

  getTreeItem(row: Row): TreeItem {
    return treeItem(row);
  }

  /** Tooltips need everything about a version, so they are made when one is looked at. */
  async resolveTreeItem(item: TreeItem, { node }: Row): Promise<TreeItem> {
    if (node.kind !== "version") return item;
    const [detail] = await node.in.registry.call("versionDetails", { versions: [node.version.id] });
    if (detail) item.tooltip = versionTooltip(detail);
    return item;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const rows = await this.#rows.children(row);
    if (!row) await this.#showFilter();
    if (!row) await commands.executeCommand("setContext", "modelRegistry.loaded", true);
    return [...rows];
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #followSettings(change: ConfigurationChangeEvent): Promise<void> {
    if (await this.#options.follow(change)) await this.update();
  }

  /** Shows how old things are, and how far A/B tests that are running have come. */
  async #follow(): Promise<void> {
    const rows = await this.#rows.children();
    if (rows.some(hasTests)) await this.update();
    else this.#rows.look();
  }

  get #arrangement(): Arrangement {
    return { ...this.#options.value, limits: this.#limits };
  }

  /**
   * Shows the filter above the rows; if no rows are left, VS Code shows its welcome view instead.
   */
  async #showFilter(): Promise<void> {
    const { filter } = this.#options.value;
    const rows = filter === "" ? [] : await this.#rows.children();
    const hasMatch = rows.some(({ node }) => isMatch(node));
    const text = hasMatch
      ? l10n.t("Filter: {0}", filter)
      : l10n.t("No version matches “{0}”.", filter);
    setTreeMessage(this.view, rows.length === 0 ? "" : text);
    this.view.description = filter === "" ? "" : plainLabel(`“${filter}”`);
  }

  async #rowOf(version: Version, parent?: Row): Promise<Row | undefined> {
    for (const row of await this.#rows.children(parent)) {
      const { node } = row;
      if (node.kind === "version" && node.version.id === version.id) return row;
      if (node.kind === "more") {
        await this.showMore(node);
        return this.#rowOf(version, parent);
      }
      const found = mayHold(node, version) ? await this.#rowOf(version, row) : undefined;
      if (found) return found;
    }
    return undefined;
  }
}

/**
 * Returns true for a row at the top that matches the filter; the others are shown with any filter.
 */
function isMatch({ kind }: TreeNode): boolean {
  return kind === "folder" || kind === "model-group" || kind === "model" || kind === "stage";
}

/** Returns whether there are A/B tests that are running among the rows of a folder, or at the top. */
function hasTests({ node, children = [] }: Row): boolean {
  return node.kind === "ab-tests" || (node.kind === "folder" && children.some(hasTests));
}

/** Returns whether a version may be below a node that is not a version itself. */
function mayHold(node: TreeNode, { model }: Version): boolean {
  if (node.kind === "model") return node.overview.model.name === model;
  if (node.kind === "model-group") return model.startsWith(`${node.path}/`);
  return node.kind === "folder" || node.kind === "stage";
}
