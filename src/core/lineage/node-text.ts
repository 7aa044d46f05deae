import { formatMetric } from "../metrics/metric-format.ts";
import type { LineageEdge, LineageNode } from "./lineage-node.ts";

/** Returns a node as a line of text: `dataset train.csv b54453`, `fraud 5 (Production, test.auc 0.9863)`. */
export function nodeText(node: LineageNode): string {
  switch (node.kind) {
    case "dataset":
      return `data ${node.label}${node.path === undefined || node.label.includes(node.path) ? "" : ` (${node.path})`}`;
    case "features":
      return `features ${node.label}`;
    case "run":
      return `run ${node.label}`;
    case "external":
      return node.uri;
    case "commit":
      return `commit ${node.label}${node.subject === "" ? "" : ` ${node.subject}`}`;
    case "version": {
      const state = node.deleted ? "deleted" : node.stage;
      const metric = node.metric ? `, ${node.metric.key} ${formatMetric(node.metric.value)}` : "";
      return `${node.label} (${state}${metric})`;
    }
    case "stage":
      return `${node.stage} of ${node.model}`;
    case "model":
      return node.label;
  }
}

/** Returns how the end of an edge was made with its beginning: `trained on`, `fine-tuned from`. */
export function edgeText({ relation, derivation, changes = [] }: LineageEdge): string {
  if (relation === "followed by") return changes.join(", ") || "nothing recorded changed";
  return derivation ?? relation;
}
