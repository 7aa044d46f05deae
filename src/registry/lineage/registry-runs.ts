import type { LineageGraph, LineageNode } from "../../core/lineage/lineage-node.ts";
import { RunId } from "../../core/model/run.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** Returns the graph in which those runs that are in the registry can be told from others. */
export function withRegistryRuns(state: IndexQueries, graph: LineageGraph): LineageGraph {
  const nodes = graph.nodes.map((node): LineageNode => {
    if (node.kind !== "run") return node;
    const id = RunId.safeParse(node.run).data;
    const run = id === undefined ? undefined : state.runs.run(id);
    return id === undefined || !run || run.isDeleted ? node : { ...node, recorded: id };
  });
  return { ...graph, nodes };
}
