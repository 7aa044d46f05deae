import * as l10n from "@vscode/l10n";
import type { LineageEdge, LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { groupBy } from "../../ui/group-by.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { isDeleted } from "./node-kinds.ts";

/** Relation of a node to another, from the node's point of view. */
type Role =
  | { readonly kind: "made"; readonly how: string }
  | { readonly kind: "used-by" | "produced" | "parent-of" | "is-in" | "holds" }
  | { readonly kind: "follows" | "followed-by" };

/** Relation of a node to others, as a heading and as a part of what is spoken. */
export interface Relation {
  readonly kind: Role["kind"];
  /** `Trained on`. */
  readonly title: string;
  readonly others: readonly string[];
  /** Returns the relation with its others named: `trained on train.csv and test.csv`. */
  readonly spoken: (names: string) => string;
}

/** Role of the tail of an arrow. */
const tails: Readonly<Record<LineageEdge["relation"], Exclude<Role["kind"], "made">>> = {
  "trained on": "used-by",
  "takes features": "used-by",
  "built from": "used-by",
  "produced by": "produced",
  "derived from": "parent-of",
  "is in": "is-in",
  "followed by": "followed-by",
};

/** The direct relations of a node, in words from its point of view: what it was made of first. */
export function relationsOf(index: LineageIndex, id: string): readonly Relation[] {
  const related = [
    ...index.into(id).map((edge) => ({ role: headRole(edge), other: edge.from })),
    ...index.outOf(id).map((edge) => ({ role: { kind: tails[edge.relation] }, other: edge.to })),
  ];
  const groups = groupBy(related, ({ role }) => (role.kind === "made" ? role.how : role.kind));
  return [...groups.values()].flatMap(([first, ...more]): Relation[] => {
    if (!first) return [];
    const { role } = first;
    const others = [first, ...more].map(({ other }) => other);
    return [{ kind: role.kind, others, ...words(role) }];
  });
}

function headRole({ relation, derivation }: LineageEdge): Role {
  if (relation === "is in") return { kind: "holds" };
  if (relation === "followed by") return { kind: "follows" };
  return { kind: "made", how: derivation ?? relation };
}

function words(role: Role): Pick<Relation, "title" | "spoken"> {
  switch (role.kind) {
    case "made":
      return { title: madeTitle(role.how), spoken: (names) => madeFrom(role.how, names) };
    case "used-by":
      return { title: l10n.t("Used by"), spoken: (names) => l10n.t("used by {0}", names) };
    case "produced":
      return { title: l10n.t("Produced"), spoken: (names) => l10n.t("produced {0}", names) };
    case "parent-of":
      return { title: l10n.t("Parent of"), spoken: (names) => l10n.t("parent of {0}", names) };
    case "is-in":
      return { title: l10n.t("Is in"), spoken: (names) => l10n.t("is in {0}", names) };
    case "holds":
      return { title: l10n.t("Holds"), spoken: (names) => l10n.t("holds {0}", names) };
    case "follows":
      return { title: l10n.t("Follows"), spoken: (names) => l10n.t("follows {0}", names) };
    case "followed-by":
      return { title: l10n.t("Followed by"), spoken: (names) => l10n.t("followed by {0}", names) };
  }
}

/** Returns how something was made; a relation that only its team knows stays as they write it. */
function madeTitle(how: string): string {
  switch (how) {
    case "trained on":
      return l10n.t("Trained on");
    case "takes features":
      return l10n.t("Takes features");
    case "built from":
      return l10n.t("Built from");
    case "produced by":
      return l10n.t("Produced by");
    case "derived from":
      return l10n.t("Derived from");
    case "fine-tuned from":
      return l10n.t("Fine-tuned from");
    case "distilled from":
      return l10n.t("Distilled from");
    case "quantized from":
      return l10n.t("Quantized from");
    case "merged from":
      return l10n.t("Merged from");
    case "ensemble of":
      return l10n.t("Ensemble of");
    default:
      return how.charAt(0).toUpperCase() + how.slice(1);
  }
}

function madeFrom(how: string, names: string): string {
  switch (how) {
    case "trained on":
      return l10n.t("trained on {0}", names);
    case "takes features":
      return l10n.t("takes features {0}", names);
    case "built from":
      return l10n.t("built from {0}", names);
    case "produced by":
      return l10n.t("produced by {0}", names);
    case "derived from":
      return l10n.t("derived from {0}", names);
    case "fine-tuned from":
      return l10n.t("fine-tuned from {0}", names);
    case "distilled from":
      return l10n.t("distilled from {0}", names);
    case "quantized from":
      return l10n.t("quantized from {0}", names);
    case "merged from":
      return l10n.t("merged from {0}", names);
    case "ensemble of":
      return l10n.t("ensemble of {0}", names);
    default:
      return [how, names].join(" ");
  }
}

/** A node as a sentence names it: `fraud 5`, `fraud 4 (deleted)`. */
export function labelOf(index: LineageIndex, id: string): string {
  const node = index.node(id);
  const name = node?.label ?? id;
  return isDeleted(node) ? l10n.t("{0} (deleted)", name) : name;
}

/** Returns an edge of the making as a sentence; a relation of the team's own stays as they write it. */
function madeSentence(head: string, how: string, tail: string): string {
  switch (how) {
    case "trained on":
      return l10n.t("{0} trained on {1}", head, tail);
    case "takes features":
      return l10n.t("{0} takes features {1}", head, tail);
    case "built from":
      return l10n.t("{0} built from {1}", head, tail);
    case "produced by":
      return l10n.t("{0} produced by {1}", head, tail);
    case "derived from":
      return l10n.t("{0} derived from {1}", head, tail);
    case "fine-tuned from":
      return l10n.t("{0} fine-tuned from {1}", head, tail);
    case "distilled from":
      return l10n.t("{0} distilled from {1}", head, tail);
    case "quantized from":
      return l10n.t("{0} quantized from {1}", head, tail);
    case "merged from":
      return l10n.t("{0} merged from {1}", head, tail);
    case "ensemble of":
      return l10n.t("{0} ensemble of {1}", head, tail);
    default:
      return [head, how, tail].join(" ");
  }
}

/** Returns an edge as a sentence: `fraud 5 trained on train.csv 9f2c11`. */
export function edgeSentence(
  index: LineageIndex,
  { from, to, relation, derivation, changes }: LineageEdge,
): string {
  const [tail, head] = [labelOf(index, from), labelOf(index, to)];
  if (relation === "is in") return l10n.t("{0} is in {1}", tail, head);
  if (relation !== "followed by") return madeSentence(head, derivation ?? relation, tail);
  if (!changes) return l10n.t("{0} followed by {1}", tail, head);
  return changes.length === 0
    ? l10n.t("From {0} to {1} nothing recorded changed", tail, head)
    : l10n.t("From {0} to {1}: {2}", tail, head, changes.join(", "));
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

/** Returns the version that one was made from, else the one before it; undefined if neither is there. */
export function versionBefore(
  index: LineageIndex,
  id: string,
): Extract<LineageNode, { kind: "version" }> | undefined {
  const versions = index.into(id).flatMap(({ from, relation }) => {
    const node = index.node(from);
    return node?.kind === "version" ? [{ node, relation }] : [];
  });
  const before =
    versions.find(({ relation }) => relation === "derived from") ??
    versions.find(({ relation }) => relation === "followed by");
  return before?.node;
}
