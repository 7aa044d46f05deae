/** Looks at the tree of the sidebar as VS Code does: through the provider that it is given. */
import { CancellationTokenSource } from "vscode";
import type {
  DataTransfer,
  TreeDataProvider,
  TreeItem,
  TreeView,
  TreeViewOptions,
  ViewBadge,
} from "vscode";
import { apiOfExtension, extension } from "./extension.ts";
import { waitFor } from "./wait.ts";

export interface Row {
  readonly label: string;
  readonly description: string;
  /** Argument of a command that is called on the row. */
  readonly node: unknown;
  readonly item: TreeItem;
}

let seen: TreeViewOptions<unknown> | undefined;
let view: TreeView<unknown> | undefined;
let seenRuns: TreeViewOptions<unknown> | undefined;

const { createTreeView } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  createTreeView: (id: string, options: TreeViewOptions<unknown>) => {
    if (id === "modelRegistry.runs") {
      seenRuns = options;
      return createTreeView(id, options);
    }
    seen = options;
    view = createTreeView(id, options);
    return view;
  },
});

/** Returns the options with which the extension has made its tree. */
async function treeOptions(): Promise<TreeViewOptions<unknown>> {
  await extension.activate();
  if (!seen) throw new Error("The extension made its tree before the tests could see it.");
  return seen;
}

/** Returns the provider that VS Code asks for rows. */
export async function treeProvider(): Promise<TreeDataProvider<unknown>> {
  return (await treeOptions()).treeDataProvider;
}

/** Returns the badge on the icon of the view. */
export function badge(): ViewBadge | undefined {
  return view?.badge;
}

/** The rows of the tree, or those below one of them. */
export async function rows(parent?: Row): Promise<readonly Row[]> {
  const { treeDataProvider: provider } = await treeOptions();
  const nodes = (await provider.getChildren(parent?.node)) ?? [];
  return Promise.all(nodes.map((node) => row(provider, node)));
}

/** The rows of the view of runs, or those below one of them. */
export async function runRows(parent?: Row): Promise<readonly Row[]> {
  await extension.activate();
  if (!seenRuns) throw new Error("The extension made the view of runs before tests could see it.");
  const { treeDataProvider: provider } = seenRuns;
  const nodes = (await provider.getChildren(parent?.node)) ?? [];
  return Promise.all(nodes.map((node) => row(provider, node)));
}

async function row(provider: TreeDataProvider<unknown>, node: unknown): Promise<Row> {
  const item = await provider.getTreeItem(node);
  const label = typeof item.label === "object" ? item.label.label : (item.label ?? "");
  const description = typeof item.description === "string" ? item.description : "";
  return { label, description, node, item };
}

/** Drops something on the empty space of the tree. */
export async function dropOnTree(data: DataTransfer): Promise<void> {
  const { dragAndDropController: controller } = await treeOptions();
  if (!controller?.handleDrop) throw new Error("Nothing can be dropped on the tree.");
  await controller.handleDrop(undefined, data, new CancellationTokenSource().token);
}

/** Does something and waits until the tree asks to be drawn anew. */
export async function untilTreeChanges(act: () => Promise<unknown>): Promise<void> {
  const { treeDataProvider: provider } = await treeOptions();
  let hasChanged = false;
  const listening = provider.onDidChangeTreeData?.(() => {
    hasChanged = true;
  });
  try {
    await act();
    await waitFor("a change of the tree", () => hasChanged || undefined);
  } finally {
    listening?.dispose();
  }
}

/** The labels of rows. */
export async function labels(parent?: Row): Promise<readonly string[]> {
  return (await rows(parent)).map(({ label }) => label);
}

/** The row that one comes to by these labels, e.g. a model's name and a version's number. */
export async function rowAt(...path: readonly [Label, ...Label[]]): Promise<Row> {
  let found: Row | undefined;
  for (const label of path) {
    const parent = found;
    found = await waitFor(`${String(label)} in the tree`, async () =>
      (await rows(parent)).find((each) => matches(label, each)),
    );
  }
  if (!found) throw new Error(`There is no ${path.join(" / ")} in the tree.`);
  return found;
}

type Label = string | RegExp;

function matches(wanted: Label, { label }: Row): boolean {
  return typeof wanted === "string" ? label === wanted : wanted.test(label);
}

/** The same, once its description is as this says: a row follows the registry a moment later. */
export async function rowSaying(
  description: RegExp,
  ...path: readonly [Label, ...Label[]]
): Promise<Row> {
  return waitFor(`${path.join(" / ")} with ${String(description)}`, async () => {
    const found = await rowAt(...path);
    return description.test(found.description) ? found : undefined;
  });
}

/** Returns the item of a row with the tooltip, which VS Code requests only on hover. */
export async function resolved({ item, node }: Row): Promise<TreeItem> {
  const { treeDataProvider: provider } = await treeOptions();
  const token = new CancellationTokenSource().token;
  return (await provider.resolveTreeItem?.(item, node, token)) ?? item;
}

/** Returns the labels of the selected rows of the window. */
export async function selection(): Promise<readonly string[]> {
  const { treeDataProvider: provider } = await treeOptions();
  const selected = await Promise.all((view?.selection ?? []).map((node) => row(provider, node)));
  return selected.map(({ label }) => label);
}
