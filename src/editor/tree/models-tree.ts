import {
  commands,
  EventEmitter,
  window,
  type ExtensionContext,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import type { ModelName, Stage } from "../../core/ids.ts";
import { defaultPolicy } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import type { Version } from "../../core/version.ts";
import type { Overview } from "../../registry/overview.ts";
import { log } from "../log.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { treeItem } from "./tree-item.ts";
import type { TreeNode, VersionNode } from "./tree-nodes.ts";
import { versionTooltip } from "./version-tooltip.ts";

type GroupBy = "model" | "stage";

/** Versions shown of one model or stage before “Show more…”. */
const pageSize = 50;
/** Production is put first where it would not be among the first rows. */
const firstRows = 8;

/** The sidebar: (folders →) models → versions → artifacts, or stages → versions → artifacts. */
export class ModelsTree implements TreeDataProvider<TreeNode> {
  readonly #registries: Registries;
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<TreeNode | undefined>();
  readonly #limits = new Map<string, number>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly view: TreeView<TreeNode>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(registries: Registries, { workspaceState }: ExtensionContext) {
    this.#registries = registries;
    this.#memory = workspaceState;
    this.view = window.createTreeView("modelRegistry.models", {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#subscriptions = [
      this.view,
      this.#changed,
      registries.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
    ];
    this.#tellGrouping();
  }

  /** Shows models first, or stages first. Remembered for the workspace. */
  async groupBy(grouping: GroupBy): Promise<void> {
    await this.#memory.update("groupBy", grouping);
    this.#tellGrouping();
    this.#changed.fire(undefined);
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

  async getChildren(node?: TreeNode): Promise<readonly TreeNode[] & TreeNode[]> {
    try {
      return node ? [...(await this.#childrenOf(node))] : [...(await this.#roots())];
    } catch (error) {
      log().error(String(error));
      const [first] = this.#registries.all();
      if (!first) return [];
      const text = error instanceof RegistryError ? error.refusal.message : String(error);
      return [{ kind: "damage", in: first, text }];
    } finally {
      if (!node) await setContext("loaded", true);
    }
  }

  async #roots(): Promise<readonly TreeNode[]> {
    const folders = await Promise.all(
      this.#registries.all().map(async (folder) => ({
        folder,
        nodes: await this.#folderChildren(folder),
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
        return this.#folderChildren(node.in);
      case "model":
        return this.#modelChildren(node.in, node.overview.model.name, node.overview.production);
      case "stage":
        return this.#stageChildren(node.in, node.stage);
      case "version": {
        const [detail] = await node.in.registry.call("versionDetails", {
          versions: [node.version.id],
        });
        return (detail?.artifacts ?? []).map((artifact) => ({
          kind: "artifact",
          in: node.in,
          version: node.version,
          artifact,
        }));
      }
      case "artifact":
      case "damage":
      case "more":
        return [];
    }
  }

  async #folderChildren(folder: FolderRegistry): Promise<readonly TreeNode[]> {
    const { models, damages } = await folder.registry.call("overview", {});
    const damaged = damages.map(({ file, line, problem }): TreeNode => ({
      kind: "damage",
      in: folder,
      text: `Ledger damaged: ${file}, line ${line} (${problem})`,
    }));
    const rest =
      this.#grouping() === "stage"
        ? await this.#stages(folder)
        : models.map((overview): TreeNode => ({ kind: "model", in: folder, overview }));
    return [...damaged, ...rest];
  }

  async #stages(folder: FolderRegistry): Promise<readonly TreeNode[]> {
    const stages = defaultPolicy.stages.map((rule) => rule.name);
    const order = ["Production", "Staging", "None", "Archived", "Rejected"];
    const sorted = stages.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    const lists = await Promise.all(
      sorted.map(async (stage) => ({
        stage,
        versions: await folder.registry.call("listVersions", { stage, limit: 1 }),
      })),
    );
    return lists
      .filter(({ versions }) => versions.length > 0)
      .map(({ stage }) => ({ kind: "stage", in: folder, stage }));
  }

  async #modelChildren(
    folder: FolderRegistry,
    model: ModelName,
    production: Version | undefined,
  ): Promise<readonly TreeNode[]> {
    const { nodes, more } = await this.#versionNodes(folder, { model }, production);
    const place = nodes.findIndex(({ version }) => version.id === production?.id);
    if (production && (place < 0 || place >= firstRows)) {
      const first = {
        kind: "version",
        in: folder,
        version: production,
        production,
        named: false,
      } as const;
      return [first, ...nodes.filter((_, index) => index !== place), ...more];
    }
    return [...nodes, ...more];
  }

  async #stageChildren(folder: FolderRegistry, stage: Stage): Promise<readonly TreeNode[]> {
    const { models } = await folder.registry.call("overview", {});
    const { nodes, more } = await this.#versionNodes(folder, { stage }, undefined, models);
    return [...nodes, ...more];
  }

  async #versionNodes(
    folder: FolderRegistry,
    filter: { readonly model?: ModelName; readonly stage?: Stage },
    production: Version | undefined,
    models: Overview["models"] = [],
  ): Promise<{ nodes: VersionNode[]; more: TreeNode[] }> {
    const list = `${folder.folder.uri.toString()}#${filter.model ?? ""}#${filter.stage ?? ""}`;
    const limit = this.#limits.get(list) ?? pageSize;
    const versions = await folder.registry.call("listVersions", { ...filter, limit: limit + 1 });
    const productions = new Map(models.map((each) => [each.model.name, each.production]));
    const nodes = versions.slice(0, limit).map((version): VersionNode => ({
      kind: "version",
      in: folder,
      version,
      production: production ?? productions.get(version.model),
      named: filter.model === undefined,
    }));
    const more: TreeNode[] =
      versions.length > limit ? [{ kind: "more", in: folder, list, shown: limit }] : [];
    return { nodes, more };
  }

  #grouping(): GroupBy {
    return this.#memory.get<GroupBy>("groupBy") === "stage" ? "stage" : "model";
  }

  #tellGrouping(): void {
    void setContext("groupBy", this.#grouping());
  }

  /** Lets go of everything it listens to. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function setContext(key: string, value: unknown): Thenable<unknown> {
  return commands.executeCommand("setContext", `modelRegistry.${key}`, value);
}
