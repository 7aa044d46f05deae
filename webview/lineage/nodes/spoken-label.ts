import type { PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { besideCommit } from "../../../src/core/model/git-state-text.ts";
import { count } from "../../../src/core/text/format.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { labelOf, relationsOf } from "./relations.ts";

/** Names said before the rest is only counted. */
const namesSaid = 3;

/**
 * Returns a node's name for screen readers, with its relations, for instance “fraud 5, Staging,
 * trained on train.csv 9f2c11, built from a1b2c3d”.
 */
export function spokenLabel(index: LineageIndex, node: LineageNode): string {
  const relations = relationsOf(index, node.id)
    .filter(({ phrase }) => phrase !== "is in")
    .map(({ phrase, others }) => `${phrase} ${enumerate(index, others)}`);
  return [...introduction(node), ...relations].join(", ");
}

/** Returns the name of a card for screen readers: of a folded one, what is in it. */
export function spokenCard(
  index: LineageIndex,
  { node, text, folded, inside }: PlacedCard,
): string {
  if (folded) return `${text.title}, folded, press Enter to unfold`;
  const facts = text.lines
    .filter(({ about }) => about === "metric")
    .map(({ text: line, change }) => (change === undefined ? line : `${line}, ${change}`));
  const made = inside.length > 0 ? [`with ${inside.map(({ label }) => label).join(" and ")}`] : [];
  return [spokenLabel(index, node), ...facts, ...made].join(", ");
}

function introduction(node: LineageNode): string[] {
  const beside = node.kind === "version" && node.changes && besideCommit({ state: node.changes });
  switch (node.kind) {
    case "dataset":
      return [node.label, "dataset"];
    case "features":
      return [node.label, "feature set"];
    case "run":
      return [`run ${node.label}`];
    case "external":
      return [node.label, "model elsewhere"];
    case "commit":
      return [`commit ${node.label}`, ...(node.subject ? [node.subject] : [])];
    case "version":
      return [
        node.label,
        node.deleted ? `deleted on ${node.deleted.at.slice(0, 10)}` : node.stage,
        ...(beside ? [beside] : []),
      ];
    case "model":
      return [node.label, "model", count(node.versions, "version")];
    case "stage":
      return [node.stage, `stage of ${node.model}`];
  }
}

function enumerate(index: LineageIndex, ids: readonly string[]): string {
  const names = ids.slice(0, namesSaid).map((id) => labelOf(index, id));
  const more = ids.length - names.length;
  if (more > 0) return `${names.join(", ")} and ${more} more`;
  const last = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} and ${last}` : last;
}
