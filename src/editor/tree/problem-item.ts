import { l10n, ThemeColor, ThemeIcon, TreeItem, workspace } from "vscode";
import type { TreeNode } from "../nodes/tree-nodes.ts";

const warning = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));

/** Returns the row that reports damage of a folder's registry, or why it can't be read. */
export function problemItem(
  node: TreeNode & { kind: "failure" | "damage" | "policy-problem" },
): TreeItem {
  return Object.assign(new TreeItem(node.text), { contextValue: node.kind }, look(node));
}

function look(
  node: TreeNode & { kind: "failure" | "damage" | "policy-problem" },
): Pick<TreeItem, "iconPath" | "tooltip" | "command"> {
  switch (node.kind) {
    case "failure":
      return {
        iconPath: new ThemeIcon("error", new ThemeColor("modelRegistry.errorForeground")),
        tooltip: l10n.t("This could not be read. Select to show the log."),
        command: { command: "modelRegistry.showLog", title: l10n.t("Show Log") },
      };
    case "damage":
      return { iconPath: warning, ...damageAction(node) };
    case "policy-problem":
      return {
        iconPath: warning,
        tooltip: l10n.t(
          "Until the policy is corrected, no version changes its stage. Select to open it.",
        ),
        command: {
          command: "modelRegistry.openPolicy",
          title: l10n.t("Open Policy"),
          arguments: [node],
        },
      };
  }
}

/** Returns what selecting the row of a damage does; nothing can be repaired in Restricted Mode. */
function damageAction(
  node: TreeNode & { kind: "damage" },
): Required<Pick<TreeItem, "command" | "tooltip">> {
  const about = `${node.text}\n${node.advice}`;
  if (node.isRepairable && workspace.isTrusted) {
    return {
      tooltip: `${about}\n${l10n.t("Select to see what can be kept.")}`,
      command: {
        command: "modelRegistry.repair",
        title: l10n.t("Repair Ledger…"),
        arguments: [node],
      },
    };
  }
  return {
    tooltip: `${about}\n${l10n.t("Select to verify everything.")}`,
    command: { command: "modelRegistry.verify", title: l10n.t("Verify Registry") },
  };
}
