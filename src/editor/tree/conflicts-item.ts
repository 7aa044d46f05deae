import { l10n, ThemeColor, ThemeIcon, TreeItem } from "vscode";
import type { TreeNode } from "../nodes/tree-nodes.ts";

/** Returns the row that reports conflicting decisions of clones. */
export function conflictsItem(node: TreeNode & { kind: "conflicts" }): TreeItem {
  const label =
    node.open === 1
      ? l10n.t("1 conflict after merging")
      : l10n.t("{0} conflicts after merging", node.open);
  const item = new TreeItem(label);
  item.iconPath = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
  item.contextValue = "conflicts";
  item.tooltip = l10n.t(
    "Clones changed the same things independently. Select to see which change applies and how to change it.",
  );
  item.accessibilityInformation = {
    label:
      node.open === 1
        ? l10n.t("1 conflict after merging ledger files of other clones")
        : l10n.t("{0} conflicts after merging ledger files of other clones", node.open),
  };
  item.command = {
    command: "modelRegistry.showConflicts",
    title: l10n.t("Show Conflicts"),
    arguments: [node],
  };
  return item;
}
