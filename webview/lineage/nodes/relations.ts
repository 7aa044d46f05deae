import type { LineageEdge } from "../../../src/core/lineage/lineage-node.ts";
import { groupBy } from "../../ui/group-by.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { isDeleted } from "./node-kinds.ts";

/** Relation of a node to others: `{ phrase: "trained on", others: ["dataset:…"] }`. */
export interface Relation {
  readonly phrase: string;
  readonly others: readonly string[];
}

/** Phrase for each relation when read from the tail of its arrow to the head. */
const inverse: Readonly<Record<LineageEdge["relation"], string>> = {
  "trained on": "used by",
  "takes features": "used by",
  "built from": "used by",
  "produced by": "produced",
  "derived from": "parent of",
  "is in": "is in",
  "followed by": "followed by",
};

/** The direct relations of a node, in words from its point of view: what it was made of first. */
export function relationsOf(index: LineageIndex, id: string): readonly Relation[] {
  const related = [
    ...index.into(id).map((edge) => ({ phrase: incoming(edge), other: edge.from })),
    ...index.outOf(id).map((edge) => ({ phrase: inverse[edge.relation], other: edge.to })),
  ];
  return [...groupBy(related, ({ phrase }) => phrase)].map(([phrase, entries]) => ({
    phrase,
    others: entries.map(({ other }) => other),
  }));
}

function incoming({ relation, derivation }: LineageEdge): string {
  if (relation === "is in") return "holds";
  return relation === "followed by" ? "follows" : (derivation ?? relation);
}

/** A node as a sentence names it: `fraud 5`, `fraud 4 (deleted)`. */
export function labelOf(index: LineageIndex, id: string): string {
  const node = index.node(id);
  return `${node?.label ?? id}${isDeleted(node) ? " (deleted)" : ""}`;
}

/** Returns an edge as a sentence: `fraud 5 trained on train.csv 9f2c11`. */
export function edgeSentence(
  index: LineageIndex,
  { from, to, relation, derivation }: LineageEdge,
): string {
  const label = (id: string): string => labelOf(index, id);
  return relation === "is in" || relation === "followed by"
    ? `${label(from)} ${relation} ${label(to)}`
    : `${label(to)} ${derivation ?? relation} ${label(from)}`;
}

/**
 * The stages that a node reaches through versions other than itself, each with those versions: what
 * is affected if the node turns out to be bad.
 */
export function reachOf(
  index: LineageIndex,
  id: string,
): readonly { readonly stage: string; readonly versions: readonly string[] }[] {
  if ((index.node(id)?.kind ?? "stage") === "stage") return [];
  const down = index.descendants(id);
  return [...down]
    .filter((other) => index.node(other)?.kind === "stage")
    .map((stage) => ({
      stage,
      versions: index
        .into(stage)
        .map(({ from }) => from)
        .filter((version) => version !== id && down.has(version)),
    }))
    .filter(({ versions }) => versions.length > 0);
}
