import {
  commands,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from "vscode";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { log } from "../log.ts";
import { runNodeKey, type RunNode } from "../nodes/run-nodes.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runItem } from "./run-item.ts";
import type { TreeRow } from "./tree-row.ts";
import { TreeRows } from "./tree-rows.ts";
import { TreeSignal } from "./tree-signal.ts";

type Row = TreeRow<RunNode>;

/** Runs of an experiment that are listed at first, and by how many more each time. */
const pageSize = 50;
/** Milliseconds after which rows with an age are updated. */
const agesGrow = 60_000;

/** The view of runs: (folders →) experiments → runs. Live runs are followed while it is in sight. */
export class RunsTree implements TreeDataProvider<Row> {
  readonly view: TreeView<Row>;
  readonly #registries: Registries;
  readonly #rows: TreeRows<RunNode>;
  readonly #signal: TreeSignal<Row>;
  readonly #limits = new Map<string, number>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly onDidChangeTreeData;
  #hasRuns = false;

  /** @param models the view of models: as long as it was not in sight, no registry is opened */
  constructor(registries: Registries, models: TreeView<unknown>) {
    this.#registries = registries;
    this.#rows = new TreeRows<RunNode>(
      {
        fetch: (node) => this.#children(node),
        keyOf: runNodeKey,
        lookOf: (row) => JSON.stringify(runItem(row)),
      },
      ({ top, rows }) => {
        this.#signal.tell(top ? [undefined] : rows);
      },
    );
    this.#signal = new TreeSignal((row) => this.#rows.has(row));
    this.onDidChangeTreeData = this.#signal.event;
    this.view = window.createTreeView<Row>("modelRegistry.runs", {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const update = (): void => {
      void this.#look();
      void this.update();
    };
    const ages = setInterval(() => {
      if (this.view.visible) this.#rows.look();
    }, agesGrow);
    this.#subscriptions = [
      this.view,
      this.#signal,
      registries.onDidChange(update),
      models.onDidChangeVisibility(({ visible }) => {
        if (visible) void this.#look();
      }),
      registries.onDidChangeRuns(() => {
        if (this.view.visible) update();
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) update();
      }),
      {
        dispose: () => {
          clearInterval(ages);
        },
      },
    ];
    if (models.visible) void this.#look();
  }

  /** Updates the rows and notifies VS Code of those that differ. */
  update(): Promise<void> {
    return this.#rows.update();
  }

  /** Shows more runs of the experiment whose list ends with a row. */
  async showMore({ experiment, shown }: RunNode & { kind: "more-runs" }): Promise<void> {
    this.#limits.set(experiment.id, shown + pageSize * 4);
    await this.update();
  }

  getTreeItem(row: Row): TreeItem {
    return runItem(row);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    return [...(await this.#rows.children(row))];
  }

  /**
   * Shows the view once there are runs: most registries have none, and the models need the room.
   */
  async #look(): Promise<void> {
    if (this.#hasRuns) return;
    const found = await Promise.all(
      this.#registries.all().map((folder) => orFailure(folder, experiments(folder))),
    );
    this.#hasRuns = found.flat().some(({ kind }) => kind === "experiment");
    if (this.#hasRuns) await commands.executeCommand("setContext", "modelRegistry.hasRuns", true);
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #children(node: RunNode | undefined): Promise<readonly RunNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#top();
      case "folder":
        return orFailure(node.in, experiments(node.in));
      case "experiment":
        return orFailure(node.in, this.#runs(node));
      default:
        return [];
    }
  }

  async #top(): Promise<readonly RunNode[]> {
    const found = await Promise.all(
      this.#registries.all().map(async (folder) => ({
        folder,
        nodes: await orFailure(folder, experiments(folder)),
      })),
    );
    const filled = found.filter(({ nodes }) => nodes.length > 0);
    return filled.length > 1
      ? filled.map(({ folder }) => ({ kind: "folder", in: folder }))
      : filled.flatMap(({ nodes }) => nodes);
  }

  async #runs(node: RunNode & { kind: "experiment" }): Promise<readonly RunNode[]> {
    const { in: folder, experiment } = node;
    const limit = this.#limits.get(experiment.id) ?? pageSize;
    const settings = workspace.getConfiguration("modelRegistry", folder.folder.uri);
    const metric = settings.get<string>("mainMetric") ?? "";
    const { runs, total } = await folder.registry.call("runOutlines", {
      experiment: experiment.id,
      limit,
      ...(metric !== "" && { metric }),
    });
    const rows = runs.map((run): RunNode => ({ kind: "run", in: folder, run }));
    if (total <= runs.length) return rows;
    return [...rows, { kind: "more-runs", in: folder, experiment, shown: limit }];
  }
}

async function experiments(folder: FolderRegistry): Promise<readonly RunNode[]> {
  const found = await folder.registry.call("listExperiments", {});
  return found
    .filter(({ isDeleted, runCount }) => !isDeleted && runCount > 0)
    .map((experiment, index) => ({
      kind: "experiment",
      in: folder,
      experiment,
      isFirst: index === 0,
    }));
}

async function orFailure(
  folder: FolderRegistry,
  nodes: Promise<readonly RunNode[]>,
): Promise<readonly RunNode[]> {
  try {
    return await nodes;
  } catch (error) {
    log().error(error instanceof Error ? error : String(error));
    const text = error instanceof RegistryError ? messageOf(error.refusal) : String(error);
    return [{ kind: "runs-failure", in: folder, text }];
  }
}
