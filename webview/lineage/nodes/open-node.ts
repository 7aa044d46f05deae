import * as l10n from "@vscode/l10n";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { announce } from "../../ui/announce.ts";
import { host } from "../host.ts";
import type { LineageIndex } from "./lineage-index.ts";

/**
 * Opens what a node stands for: the page of the version or run, the file, the commit, or who is in the
 * stage.
 */
export function openNode(index: LineageIndex, node: LineageNode): void {
  switch (node.kind) {
    case "dataset":
      if (node.path === undefined)
        announce(l10n.t("{0} is not a file of the workspace", node.label));
      else host.send({ type: "open-file", path: node.path });
      return;
    case "run":
      if (node.recorded === undefined)
        announce(l10n.t("The run {0} is not recorded in this registry", node.label));
      else host.send({ type: "show-run", run: node.recorded });
      return;
    case "features":
    case "external":
      announce(l10n.t("{0} is not in the workspace", node.label));
      return;
    case "model":
      host.send({ type: "show-lineage", model: node.model });
      return;
    case "commit":
      host.send({ type: "open-commit", commit: node.commit });
      return;
    case "version":
      if (node.deleted) announce(l10n.t("{0} was deleted: {1}", node.label, node.deleted.reason));
      else host.send({ type: "show-version", version: node.version });
      return;
    case "stage": {
      const holder = onlyHolder(index, node.id);
      if (holder) host.send({ type: "show-version", version: holder.version });
    }
  }
}

/** The version in a stage, where it is the only one. */
export function onlyHolder(
  index: LineageIndex,
  stage: string,
): Extract<LineageNode, { kind: "version" }> | undefined {
  const [first, ...others] = index.into(stage);
  const holder = first && others.length === 0 ? index.node(first.from) : undefined;
  return holder?.kind === "version" ? holder : undefined;
}
