import type { LineageNode, LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";

interface KindWords {
  readonly one: string;
  readonly many: string;
  /** Codicon that stands for the kind. */
  readonly icon: string;
}

/** Names and icon of each kind of node, from left to right in the graph. */
export const nodeKinds: Readonly<Record<LineageNodeKind, KindWords>> = {
  dataset: { one: "Dataset", many: "Datasets", icon: "database" },
  features: { one: "Feature set", many: "Feature sets", icon: "table" },
  external: { one: "Model elsewhere", many: "Models elsewhere", icon: "globe" },
  run: { one: "Run", many: "Runs", icon: "beaker" },
  commit: { one: "Commit", many: "Commits", icon: "git-commit" },
  version: { one: "Version", many: "Versions", icon: "package" },
  model: { one: "Model", many: "Models", icon: "package" },
  stage: { one: "Stage", many: "Stages", icon: "milestone" },
};

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
