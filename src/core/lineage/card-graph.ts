import { addTo } from "../add-to.ts";
import type { LineageEdge, LineageGraph, LineageNode, LineageNodeKind } from "./lineage-node.ts";
import { reachable } from "./reachable.ts";

/** A node as a card: commits and runs of a single version stand in its card as lines. */
export interface Card {
  readonly id: string;
  readonly node: LineageNode;
  /** Commit and run that belong to this version only. */
  readonly inside: readonly LineageNode[];
}

/** A line from one card to another, for one or more edges. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly LineageEdge[];
}

export interface CardGraph {
  readonly cards: readonly Card[];
  readonly links: readonly Link[];
}

/** Part of a lineage that is shown. */
export interface Scope {
  readonly view: "version" | "model" | "impact" | "registry";
  readonly title: string;
  /** The node that was asked for, or that the person has chosen to focus on. */
  readonly focus: string | undefined;
  /** Kinds that the legend has switched off. */
  readonly hiddenKinds: readonly LineageNodeKind[];
  /** Stages that the legend has switched off. */
  readonly hiddenStages: readonly string[];
  /** True if every commit is a card, also of one version. */
  readonly allCommits: boolean;
  /** Nodes beside those of the view that the person has asked for. */
  readonly shown: ReadonlySet<string>;
  /** Nodes that are compared: they are never folded, but others make room for them. */
  readonly compared?: readonly string[];
}

/** Kinds that only go into versions and are made of nothing. */
const sources: readonly LineageNodeKind[] = ["dataset", "features", "external", "commit", "run"];

/** Returns the cards of a view, and the lines between them. */
export function cardGraph(graph: LineageGraph, scope: Scope): CardGraph {
  const kept = nodesOfView(graph, scope);
  const nodes = new Map<string, LineageNode>();
  for (const node of graph.nodes) {
    if (kept.has(node.id) && node.kind !== "stage" && !isHidden(node, scope))
      nodes.set(node.id, node);
  }
  const edges = graph.edges.filter(
    ({ from, to, relation }) =>
      nodes.has(from) &&
      nodes.has(to) &&
      from !== to &&
      (scope.view === "model" || relation !== "followed by"),
  );
  const inside = insideCards(nodes, edges, scope);
  const moved = new Set([...inside.values()].flatMap((all) => all.map(({ id }) => id)));
  const links = new Map<string, { from: string; to: string; edges: LineageEdge[] }>();
  for (const edge of edges) {
    if (moved.has(edge.from)) continue;
    for (const from of throughRuns(edge, nodes, edges, moved)) {
      const [start, end] = from;
      const known = links.get(`${start}\n${end}`);
      if (known) known.edges.push(edge);
      else links.set(`${start}\n${end}`, { from: start, to: end, edges: [edge] });
    }
  }
  const cards = [...nodes.values()]
    .filter(({ id }) => !moved.has(id))
    .map((node) => ({ id: node.id, node, inside: inside.get(node.id) ?? [] }));
  return { cards, links: [...links.values()] };
}

function isHidden(node: LineageNode, { hiddenKinds, hiddenStages, focus }: Scope): boolean {
  if (node.id === focus) return false;
  if (hiddenKinds.includes(node.kind)) return true;
  return node.kind === "version" && hiddenStages.includes(node.deleted ? "Deleted" : node.stage);
}

function nodesOfView(graph: LineageGraph, scope: Scope): ReadonlySet<string> {
  const { focus, view, shown, compared = [] } = scope;
  if (view === "registry") return new Set(graph.nodes.map(({ id }) => id));
  if (view === "model" && focus === undefined) return nodesOfModel(graph, scope);
  const recorded = {
    nodes: graph.nodes,
    edges: graph.edges.filter(({ relation }) => relation !== "followed by"),
  };
  const start = focus ?? "";
  const down = reachable(recorded, start, "down");
  return new Set([...down, ...shown, ...compared, ...reachable(recorded, start, "up")]);
}

/** Returns the versions of the model with what went into them, and what was made from them. */
function nodesOfModel(
  graph: LineageGraph,
  { title, shown, compared = [] }: Scope,
): ReadonlySet<string> {
  const own = new Set(
    graph.nodes.flatMap((node) => (node.kind === "version" && node.model === title ? node.id : [])),
  );
  const beside = graph.edges.flatMap(({ from, to }) =>
    own.has(to) ? [from] : own.has(from) ? [to] : [],
  );
  return new Set([...own, ...beside, ...shown, ...compared]);
}

/** Returns commits and runs that stand in the card of the only version that they belong to. */
function insideCards(
  nodes: ReadonlyMap<string, LineageNode>,
  edges: readonly LineageEdge[],
  scope: Scope,
): ReadonlyMap<string, readonly LineageNode[]> {
  const users = new Map<string, Set<string>>();
  for (const { from, to } of edges) users.set(from, (users.get(from) ?? new Set()).add(to));
  const inside = new Map<string, LineageNode[]>();
  for (const node of nodes.values()) {
    const versions = [...(users.get(node.id) ?? [])];
    if (versions.length === 0 || !standsInside(node, versions, scope)) continue;
    for (const version of versions) {
      addTo(inside, version, node);
    }
  }
  return inside;
}

function standsInside(
  node: LineageNode,
  versions: readonly string[],
  { focus, allCommits, shown, view }: Scope,
): boolean {
  if (node.id === focus || shown.has(node.id)) return false;
  // In the order of a model's versions, what they were built from would be columns of its own.
  if (versions.length > 1 && view !== "model") return false;
  if (node.kind === "commit") return !allCommits;
  return (
    node.kind === "run" && !(view === "version" && focus !== undefined && versions.includes(focus))
  );
}

/**
 * Returns the ends of the lines of an edge. Data leads to a version by way of its run, if the run
 * has a card and all versions of the run used that data: else the line would say too much.
 */
function throughRuns(
  edge: LineageEdge,
  nodes: ReadonlyMap<string, LineageNode>,
  edges: readonly LineageEdge[],
  moved: ReadonlySet<string>,
): readonly (readonly [from: string, to: string])[] {
  const kind = nodes.get(edge.from)?.kind;
  if (kind !== "dataset" && kind !== "features") return [[edge.from, edge.to]];
  const { runs, users } = indexRuns(nodes, edges);
  const run = (runs.get(edge.to) ?? []).find((id) => !moved.has(id));
  if (run === undefined) return [[edge.from, edge.to]];
  const targets = users.get(edge.from) ?? new Set();
  const produced = users.get(run) ?? new Set();
  return [...produced].every((version) => targets.has(version))
    ? [[edge.from, run]]
    : [[edge.from, edge.to]];
}

interface Runs {
  readonly runs: ReadonlyMap<string, readonly string[]>;
  readonly users: ReadonlyMap<string, ReadonlySet<string>>;
}
const indexed = new WeakMap<readonly LineageEdge[], Runs>();

function indexRuns(nodes: ReadonlyMap<string, LineageNode>, edges: readonly LineageEdge[]): Runs {
  const known = indexed.get(edges);
  if (known) return known;
  const runs = new Map<string, string[]>();
  const users = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const kind = nodes.get(from)?.kind;
    if (kind === undefined || !sources.includes(kind)) continue;
    const targets = users.get(from) ?? new Set();
    users.set(from, targets.add(to));
    if (kind === "run") addTo(runs, to, from);
  }
  const made = { runs, users };
  indexed.set(edges, made);
  return made;
}
