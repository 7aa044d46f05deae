import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageGraph } from "../../../src/core/lineage/lineage-node.ts";
import type { VersionId } from "../../../src/core/model/ids.ts";
import { host } from "../host.ts";

/** Versions of which more than the outline was asked for. */
export interface ReadVersions {
  readonly list: () => readonly VersionId[];
  readonly clear: () => void;
  /** Asks for what is recorded of the versions that have a card of their own. */
  readonly drawn: (layout: LineageLayout) => void;
}

/** Versions that are asked for at most. */
const most = 10_000;

/** @param refresh asks for another snapshot, with what is recorded of the versions of the list */
export function createReadVersions(refresh: () => void): ReadVersions {
  const read = new Set<VersionId>();
  return {
    list: () => [...read].slice(0, most),
    clear: () => {
      read.clear();
    },
    drawn: ({ cards }) => {
      const before = read.size;
      for (const { node, folded } of cards) {
        if (!folded && node.kind === "version" && node.outline) read.add(node.version);
      }
      if (read.size > before) refresh();
    },
  };
}

/** Returns the ids of the nodes of versions of which only the outline is known. */
export function outlinedIds(graph: LineageGraph): ReadonlySet<string> {
  return new Set(
    graph.nodes.flatMap((node) => (node.kind === "version" && node.outline ? node.id : [])),
  );
}

/** Returns the graph with all that is recorded of its versions, of which the page knows less. */
export async function wholeGraph(graph: LineageGraph, limit: number): Promise<LineageGraph> {
  const isOutlined = outlinedIds(graph).size > 0;
  return (isOutlined ? await host.ask({ type: "whole-graph", limit }) : undefined) ?? graph;
}
