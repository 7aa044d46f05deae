import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { SearchNode, TreeNode, VersionNode } from "../nodes/tree-nodes.ts";
import { plainLabel } from "../plain-text.ts";
import type { FolderRegistry } from "../registries.ts";
import { savedSearches } from "../saved-searches.ts";
import { withSharing } from "./version-rows.ts";

/** Returns the row that holds the saved searches; none if nothing was saved. */
export function searchesRow(folder: FolderRegistry): readonly TreeNode[] {
  const searches = savedSearches();
  return searches.length > 0 ? [{ kind: "searches", in: folder, searches }] : [];
}

/** Returns the versions that a saved search finds, in its order, and whether there are more. */
export async function searchChildren(
  { in: folder, search }: SearchNode,
  list: { readonly key: string; readonly limit: number },
): Promise<readonly TreeNode[]> {
  const { query } = search;
  const { registry } = folder;
  const [{ versions, total }, { models, policy }] = await Promise.all([
    registry.call("searchVersions", { query, limit: list.limit }),
    registry.call("overview", {}),
  ]);
  const productions = new Map(models.map((each) => [each.model.name, each.production]));
  const found = versions.map((version): VersionNode => ({
    kind: "version",
    in: folder,
    version,
    production: productions.get(version.model),
    policy: policy.policy,
    named: true,
  }));
  const rows = await withSharing(folder, found);
  if (rows.length === 0) return [{ kind: "nothing-found", in: folder }];
  return total > rows.length
    ? [...rows, { kind: "more", in: folder, list: list.key, shown: list.limit }]
    : rows;
}

/** Returns the look of the row of all saved searches. */
export function searchesItem({ searches }: TreeNode & { kind: "searches" }): TreeItem {
  return row(l10n.t("Saved searches"), TreeItemCollapsibleState.Collapsed, {
    description: String(searches.length),
    iconPath: new ThemeIcon("search"),
    contextValue: "searches",
    accessibilityInformation: { label: l10n.t("Saved searches, {0}", searches.length) },
  });
}

/** Returns the look of a saved search. */
export function searchItem({ search: { name, query } }: SearchNode): TreeItem {
  return row(plainLabel(name), TreeItemCollapsibleState.Collapsed, {
    description: plainLabel(query),
    iconPath: new ThemeIcon("search"),
    contextValue: "search",
    tooltip: plainLabel(query),
    accessibilityInformation: {
      label: l10n.t("Saved search {0}: {1}", plainLabel(name), plainLabel(query)),
    },
  });
}

/** Returns the row of a search that finds nothing. */
export function nothingFoundItem(): TreeItem {
  return row(l10n.t("No version meets the query"), TreeItemCollapsibleState.None, {
    iconPath: new ThemeIcon("info"),
    contextValue: "nothing-found",
  });
}

function row(label: string, state: TreeItemCollapsibleState, rest: Partial<TreeItem>): TreeItem {
  return Object.assign(new TreeItem(label, state), rest);
}
