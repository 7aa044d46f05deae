import * as l10n from "@vscode/l10n";
import type { LineageNode, LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";

/** Codicon that stands for each kind of node, from left to right in the graph. */
export const kindIcons: Readonly<Record<LineageNodeKind, string>> = {
  dataset: "database",
  features: "table",
  external: "globe",
  run: "beaker",
  commit: "git-commit",
  version: "package",
  model: "package",
  stage: "milestone",
};

/** Returns the name of one node of a kind. */
export function kindName(kind: LineageNodeKind): string {
  switch (kind) {
    case "dataset":
      return l10n.t("Dataset");
    case "features":
      return l10n.t("Feature set");
    case "external":
      return l10n.t("Model elsewhere");
    case "run":
      return l10n.t("Run");
    case "commit":
      return l10n.t("Commit");
    case "version":
      return l10n.t("Version");
    case "model":
      return l10n.t("Model");
    case "stage":
      return l10n.t("Stage");
  }
}

/** Returns the name of the nodes of a kind. */
export function kindNames(kind: LineageNodeKind): string {
  switch (kind) {
    case "dataset":
      return l10n.t("Datasets");
    case "features":
      return l10n.t("Feature sets");
    case "external":
      return l10n.t("Models elsewhere");
    case "run":
      return l10n.t("Runs");
    case "commit":
      return l10n.t("Commits");
    case "version":
      return l10n.t("Versions");
    case "model":
      return l10n.t("Models");
    case "stage":
      return l10n.t("Stages");
  }
}

/** The columns of the graph from left to right, each with the kinds in it. */
export const columnsInFlow: readonly (readonly LineageNodeKind[])[] = [
  ["dataset", "features"],
  ["external", "run", "commit"],
  ["version", "model"],
  ["stage"],
];

/** The kinds from left to right in the graph. */
export const kindsInFlow: readonly LineageNodeKind[] = columnsInFlow.flat();

/** The kinds as lists show them: what the page is about comes first. */
export const kindsInLists: readonly LineageNodeKind[] = [
  "model",
  "version",
  "dataset",
  "features",
  "external",
  "run",
  "commit",
  "stage",
];

/** Returns true if a node stands for a version that was deleted. */
export function isDeleted(node: LineageNode | undefined): boolean {
  return node?.kind === "version" && node.deleted !== undefined;
}

/**
 * Returns a node's name on the page. Among several models, a stage is named with its model; a
 * commit is named by its subject, a model elsewhere by the end of its address.
 */
export function nodeName(node: LineageNode, severalModels: boolean): string {
  if (node.kind === "commit") return `${node.label} ${node.subject}`.trimEnd();
  // Of an address, the end says which model it is.
  if (node.kind === "external")
    return node.uri
      .replace(/^[^:]+:\/*/, "")
      .split("/")
      .slice(-2)
      .join("/");
  if (node.kind === "stage" && severalModels) return `${node.label} · ${node.model}`;
  return node.label;
}
