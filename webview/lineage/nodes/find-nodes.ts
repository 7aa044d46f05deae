import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";

/**
 * Returns the nodes in which every word of the query occurs: in their label, path, columns, run, place,
 * subject, author, branch, stage, model or who registered them, or at the beginning of their commit or
 * digest. Those with just that label come first. No query, no hits.
 */
export function findNodes(nodes: readonly LineageNode[], query: string): readonly LineageNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = nodes.filter((node) => {
    const text = searchableText(node).toLowerCase();
    const hash = hashOf(node);
    return words.every((word) => text.includes(word) || hash?.startsWith(word));
  });
  const label = words.join(" ");
  const isExact = (node: LineageNode): boolean =>
    node.kind !== "stage" && node.label.toLowerCase() === label;
  return [...hits.filter(isExact), ...hits.filter((node) => !isExact(node))];
}

function hashOf(node: LineageNode): string | undefined {
  switch (node.kind) {
    case "dataset":
      return node.content;
    case "commit":
      return node.commit;
    case "version":
      return node.digest;
    default:
      return undefined;
  }
}

function searchableText(node: LineageNode): string {
  switch (node.kind) {
    case "dataset":
      return [node.label, node.path, node.uri].join("\n");
    case "features":
      return [node.label, ...(node.columns ?? [])].join("\n");
    case "run":
      return [node.label, node.run, node.experiment, node.uri].join("\n");
    case "external":
      return node.uri;
    case "commit":
      return [node.subject, node.author, node.branch].join("\n");
    case "version":
      return [
        node.label,
        ...(node.deleted ? ["deleted", node.deleted.reason] : [node.stage]),
        node.registeredBy,
      ].join("\n");
    case "model":
      return node.model;
    case "stage":
      return [node.stage, node.model].join("\n");
  }
}

/** Returns the hit after the selected one (1) or before it (−1), going round. */
export function nextHit(
  hits: readonly LineageNode[],
  selected: string | undefined,
  by: 1 | -1,
): LineageNode | undefined {
  const current = hits.findIndex(({ id }) => id === selected);
  return hits.at(current < 0 ? (by > 0 ? 0 : -1) : (current + by) % hits.length);
}
