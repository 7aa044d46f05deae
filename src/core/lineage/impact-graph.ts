import type { VersionId } from "../model/ids.ts";
import type { ImpactSubject } from "./impact.ts";
import { lineageNodeId } from "./lineage-graph.ts";
import type { LineageEdge, LineageGraph, LineageNode } from "./lineage-node.ts";

/**
 * Returns the graph of what depends on something, with an edge to each version that uses it itself,
 * also where that has not been read, and the id of the node of the subject. All contents of a place of
 * data become one node.
 *
 * @param direct versions that use the subject themselves
 */
export function impactGraph(
  graph: LineageGraph,
  subject: ImpactSubject,
  direct: ReadonlySet<VersionId>,
): { readonly graph: LineageGraph; readonly focus: string } {
  if (subject.kind === "version") return { graph, focus: lineageNodeId.version(subject.version) };
  const users = new Set([...direct].map(lineageNodeId.version));
  const used = new Set(graph.edges.flatMap(({ from, to }) => (users.has(to) ? from : [])));
  const found = graph.nodes.filter((node) => used.has(node.id) && isSubject(node, subject));
  const [first] = found;
  if (!first) return { graph, focus: "" };
  const focus = subject.kind === "dataset" ? wholePlace(first, subject) : first;
  const gathered = new Set(found.map(({ id }) => id));
  const nodes = [focus, ...graph.nodes.filter(({ id }) => !gathered.has(id))];
  const relation: LineageEdge["relation"] = subject.kind === "commit" ? "built from" : "trained on";
  const uses = nodes.flatMap(({ id }): LineageEdge[] =>
    users.has(id) ? [{ from: focus.id, to: id, relation }] : [],
  );
  const others = graph.edges.filter(({ from }) => !gathered.has(from));
  return { graph: { nodes, edges: [...uses, ...others] }, focus: focus.id };
}

function isSubject(node: LineageNode, subject: ImpactSubject): boolean {
  if (subject.kind === "commit") return node.kind === "commit" && node.commit === subject.commit;
  return (
    subject.kind === "dataset" &&
    node.kind === "dataset" &&
    (node.path ?? node.uri ?? node.label) === subject.place
  );
}

/** Returns the node of data, or, where versions used several contents of it, one for all. */
function wholePlace(
  node: LineageNode,
  { place, contents }: Extract<ImpactSubject, { kind: "dataset" }>,
): LineageNode {
  if (node.kind !== "dataset" || contents.length < 2) return node;
  const { label, content, path, uri } = node;
  const end = content === undefined ? -1 : label.lastIndexOf(" ");
  return {
    id: `dataset::${place}`,
    kind: "dataset",
    label: end < 0 ? label : label.slice(0, end),
    ...(path !== undefined && { path }),
    ...(uri !== undefined && { uri }),
    contents: contents.length,
  };
}
