import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { markedIdentity, markedName } from "../../core/model/recipe/identity.ts";
import { formatAgo } from "../../core/text/format.ts";
import type { ApprovalNode, TreeNode } from "../nodes/tree-nodes.ts";
import { approvedSoFar, asker, requestFacts, requestTitle } from "../pickers/pick-request.ts";

/** The section of requests that wait. */
export function approvalsItem({ pending }: TreeNode & { kind: "approvals" }): TreeItem {
  const item = new TreeItem(
    l10n.t("Waiting for approval ({0})", pending.length),
    TreeItemCollapsibleState.Expanded,
  );
  item.iconPath = new ThemeIcon("checklist");
  item.contextValue = "approvals";
  return item;
}

/** A request: what, by whom, how long ago, and how far it is. */
export function approvalItem({ in: { folder }, pending }: ApprovalNode): TreeItem {
  const { request, version, isOwn, awaitsMe } = pending;
  const title = requestTitle(pending);
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.description = requestFacts(pending);
  // Those that wait for this person have another shape, not only another colour.
  item.iconPath = awaitsMe
    ? new ThemeIcon("bell-dot", new ThemeColor("charts.blue"))
    : new ThemeIcon("watch");
  item.contextValue = [
    "approval",
    ...(awaitsMe ? ["awaitsMe"] : []),
    ...(isOwn ? ["own"] : []),
  ].join(" ");
  item.tooltip = [
    title,
    `“${request.reason}”`,
    l10n.t("{0}, {1}", markedIdentity(request.requestedBy), formatAgo(request.at, Date.now())),
    ...request.approvals.map(({ actor, reason }) =>
      reason === undefined
        ? l10n.t("Approved by {0}", markedName(actor))
        : l10n.t("Approved by {0}: “{1}”", markedName(actor), reason),
    ),
    ...(request.promote
      ? [l10n.t("Goes to {0} automatically when it is approved", request.to)]
      : []),
  ].join("\n");
  item.accessibilityInformation = {
    label: [
      title,
      [l10n.t("asked by {0}", asker(pending)), approvedSoFar(pending)].join(" · "),
      ...(awaitsMe ? [l10n.t("waits for you")] : []),
    ].join(", "),
  };
  item.command = {
    command: "modelRegistry.showVersion",
    title: l10n.t("Show Version"),
    arguments: [{ folder: folder.uri.toString(), version: version.id }],
  };
  return item;
}
