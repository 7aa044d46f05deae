import {
  commands,
  EventEmitter,
  window,
  workspace,
  type ExtensionContext,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import { RegistryError } from "../../core/refusal.ts";
import { log } from "../log.ts";
import { setTreeMessage } from "../messages.ts";
import { askForText } from "../pick/ask.ts";
import type { Registries } from "../registries.ts";
import { keepApprovalBadge } from "./approval-badge.ts";
import { dropToRegister } from "./drop-to-register.ts";
import {
  folderChildren,
  modelChildren,
  pageSize,
  stageChildren,
  versionChildren,
  type Arrangement,
} from "./tree-children.ts";
import { treeItem } from "./tree-item.ts";
import type { TreeNode } from "./tree-nodes.ts";
import { TreeOptionsStore } from "./tree-options.ts";
import { versionTooltip } from "./version-tooltip.ts";

/** The sidebar: (folders →) models → versions → artifacts, or stages → versions → artifacts. */
export class ModelsTree implements TreeDataProvider<TreeNode> {
  readonly options: TreeOptionsStore;
  readonly view: TreeView<TreeNode>;
  readonly #registries: Registries;
  readonly #changed = new EventEmitter<TreeNode | undefined>();
  readonly #limits = new Map<string, number>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(registries: Registries, { workspaceState }: ExtensionContext) {
    this.#registries = registries;
    this.options = new TreeOptionsStore(workspaceState);
    this.view = window.createTreeView("modelRegistry.models", {
      treeDataProvider: this,
      dragAndDropController: dropToRegister,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const refresh = (): void => {
      const { filter } = this.options.value;
      setTreeMessage(this.view, filter === "" ? "" : `Filter: ${filter}`);
      this.#changed.fire(undefined);
    };
    this.#subscriptions = [
      this.view,
      this.options,
      this.#changed,
      keepApprovalBadge(this.view, registries),
      registries.onDidChange(refresh),
      this.options.onDidChange(refresh),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("modelRegistry.mainMetric")) refresh();
      }),
    ];
    refresh();
  }

  /** Asks for the words to filter by; none shows everything again. */
  async askForFilter(): Promise<void> {
    const answer = await askForText({
      title: "Filter Models",
      prompt: "Parts of a model's name, and stages. Leave it empty to show everything",
      placeholder: "fraud staging",
      value: this.options.value.filter,
    });
    if (typeof answer !== "symbol") await this.options.change({ filter: answer.trim() });
  }

  /** Shows more versions of the list that ends with `node`. */
  showMore({ list, shown }: TreeNode & { kind: "more" }): void {
    this.#limits.set(list, shown + pageSize * 4);
    this.#changed.fire(undefined);
  }

  getTreeItem(node: TreeNode): TreeItem {
    return treeItem(node);
  }

  /** Tooltips need everything about a version, so they are made when one is looked at. */
  async resolveTreeItem(item: TreeItem, node: TreeNode): Promise<TreeItem> {
    if (node.kind !== "version") return item;
    const [detail] = await node.in.registry.call("versionDetails", { versions: [node.version.id] });
    if (detail) item.tooltip = versionTooltip(detail);
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    try {
      return [...(node ? await this.#childrenOf(node) : await this.#roots())];
    } catch (error) {
      log().error(String(error));
      const [first] = this.#registries.all();
      if (!first) return [];
      const isRefusal = error instanceof RegistryError;
      const text = isRefusal ? error.refusal.message : String(error);
      return [{ kind: "damage", in: first, text, advice: isRefusal ? error.refusal.wayOut : "" }];
    } finally {
      if (!node) await commands.executeCommand("setContext", "modelRegistry.loaded", true);
    }
  }

  /** Lets go of everything it listens to. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #arrangement(): Arrangement {
    return { ...this.options.value, limits: this.#limits };
  }

  async #roots(): Promise<readonly TreeNode[]> {
    const folders = await Promise.all(
      this.#registries.all().map(async (folder) => ({
        folder,
        nodes: await folderChildren(folder, this.#arrangement),
      })),
    );
    const filled = folders.filter(({ nodes }) => nodes.length > 0);
    if (folders.length > 1 && filled.length > 0) {
      return filled.map(({ folder }) => ({ kind: "folder", in: folder }));
    }
    return filled.flatMap(({ nodes }) => nodes);
  }

  async #childrenOf(node: TreeNode): Promise<readonly TreeNode[]> {
    switch (node.kind) {
      case "folder":
        return folderChildren(node.in, this.#arrangement);
      case "model":
        return modelChildren(node.in, node.overview, this.#arrangement);
      case "stage":
        return stageChildren(node.in, node.stage, this.#arrangement);
      case "version":
        return versionChildren(node.in, node.version);
      case "approvals":
        return node.pending.map((pending) => ({ kind: "approval", in: node.in, pending }));
      case "approval":
      case "artifact":
      case "damage":
      case "policy-problem":
      case "more":
        return [];
    }
  }
}
