import { l10n, ThemeColor, ThemeIcon, TreeItem } from "vscode";
import { count } from "../../core/text/format.ts";
import type { TreeNode } from "../nodes/tree-nodes.ts";

/** Returns the row that reports conflicting decisions of clones. */
export function conflictsItem(node: TreeNode & { kind: "conflicts" }): TreeItem {
  const label = `${count(node.open, "conflict")} after merging`;
  const item = new TreeItem(label);
  item.iconPath = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
  item.contextValue = "conflicts";
  item.tooltip = l10n.t(
    "Clones changed the same things independently. Select to see which change applies and how to change it.",
  );
  item.accessibilityInformation = { label: l10n.t("{0} ledger files of other clones", label) };
  item.command = {
    command: "modelRegistry.showConflicts",
    title: l10n.t("Show Conflicts"),
    arguments: [node],
  };
  return item;
}
