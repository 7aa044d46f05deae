import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import { splitText } from "../../core/abtests/routing.ts";
import type { AbTestOutline } from "../../registry/abtests/describe-ab-test.ts";
import type { AbTestNode, TreeNode } from "../nodes/tree-nodes.ts";

/** Returns the section of A/B tests that are running. */
export function abTestsItem({ names }: TreeNode & { kind: "ab-tests" }): TreeItem {
  const item = new TreeItem(
    l10n.t("A/B tests ({0})", names.length),
    TreeItemCollapsibleState.Expanded,
  );
  item.iconPath = new ThemeIcon("beaker");
  item.contextValue = "ab-tests";
  return item;
}

/** Returns the row of an A/B test: its versions with their shares, and its state in one sentence. */
export function abTestItem({ in: { folder }, outline }: AbTestNode): TreeItem {
  const { test, titles, summary, state } = outline;
  const split = splitOf(test);
  const item = new TreeItem(test.name, TreeItemCollapsibleState.None);
  item.description = [split, titles.join(", ")].join(" · ");
  item.iconPath = stateIcon(state);
  item.contextValue = ["ab-test", test.definition.mode].join(" ");
  item.tooltip = [test.name, [titles.join(", "), split].join(" · "), summary].join("\n");
  item.accessibilityInformation = {
    label: [l10n.t("A/B test {0}", test.name), titles.join(", "), split, summary].join(", "),
  };
  item.command = {
    command: "modelRegistry.showAbTest",
    title: l10n.t("Show A/B Test"),
    arguments: [{ folder: folder.uri.toString(), test: test.id }],
  };
  return item;
}

/** Returns how requests are answered: `90/10, canary`. */
function splitOf({ definition, splits }: AbTest): string {
  if (definition.mode === "shadow") return l10n.t("shadow");
  const split = splitText(splits.at(-1)?.shares ?? []);
  return definition.canary ? l10n.t("{0}, canary", split) : split;
}

/** The shape says the state as well as the colour. */
function stateIcon(state: AbTestOutline["state"]): ThemeIcon {
  switch (state) {
    case "better":
      return new ThemeIcon("pass", new ThemeColor("charts.green"));
    case "worse":
    case "no-difference":
      return new ThemeIcon("circle-slash");
    case "harmful":
    case "broken-split":
      return new ThemeIcon("warning", new ThemeColor("modelRegistry.errorForeground"));
    case "unread":
      return new ThemeIcon("warning");
    case "running":
      return new ThemeIcon("beaker", new ThemeColor("charts.blue"));
  }
}
