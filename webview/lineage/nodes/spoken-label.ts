import * as l10n from "@vscode/l10n";
import { kindCount } from "../../../src/core/lineage/kind-count.ts";
import type { PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { besideCommit } from "../../../src/core/model/recipe/git-state-text.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { labelOf, relationsOf } from "./relations.ts";

/** Names said before the rest is only counted. */
const namesSaid = 3;

/**
 * Returns a node's name for screen readers, with its relations, for instance “fraud 5, Staging,
 * trained on train.csv 9f2c11, built from a1b2c3d”.
 */
export function spokenLabel(index: LineageIndex, node: LineageNode): string {
  return [...introduction(node), ...relations(index, node)].join(", ");
}

/**
 * Returns the name of a card for screen readers, in the order in which one wants to know: what it
 * is, its stage, its main metric, its relations. Of a folded one, what is in it.
 */
export function spokenCard(index: LineageIndex, card: PlacedCard): string {
  const { node, text, folded, inside } = card;
  // That it can be unfolded is also the state of the button.
  if (folded) {
    return [text.title, ...text.lines.map(({ text: line, end = "" }) => `${line}${end}`)].join(
      ", ",
    );
  }
  const facts = text.lines
    .filter(({ about }) => about === "metric")
    .map(({ text: line, end = "", change, since }) =>
      [`${line}${end}`, change, since].filter(Boolean).join(", "),
    );
  const made =
    inside.length > 0 ? [l10n.t("with {0}", listed(inside.map(({ label }) => label)))] : [];
  const differs = text.lines.flatMap(({ about, text: line, end = "" }) =>
    about === "difference" ? [`${line}${end}`] : [],
  );
  const difference = differs.length > 0 ? [l10n.t("differs in {0}", listed(differs))] : [];
  const side = text.lines.filter(({ about }) => about === "side").map((line) => line.text);
  const kind = node.kind === "version" ? [l10n.t("version")] : [];
  const [name, ...more] = introduction(node);
  return [
    name,
    ...kind,
    ...more,
    ...side,
    ...difference,
    ...facts,
    ...made,
    ...relations(index, node, inside),
  ].join(", ");
}

function relations(
  index: LineageIndex,
  node: LineageNode,
  inside: readonly LineageNode[] = [],
): readonly string[] {
  return relationsOf(index, node.id).flatMap(({ kind, others, spoken }) => {
    const named = others.filter((id) => inside.every((each) => each.id !== id));
    return kind === "is-in" || named.length === 0 ? [] : [spoken(enumerate(index, named))];
  });
}

function introduction(node: LineageNode): string[] {
  const beside = node.kind === "version" && node.changes && besideCommit({ state: node.changes });
  switch (node.kind) {
    case "dataset":
      return [node.label, l10n.t("dataset")];
    case "features":
      return [node.label, l10n.t("feature set")];
    case "run":
      return [l10n.t("run {0}", node.label)];
    case "external":
      return [node.label, l10n.t("model elsewhere")];
    case "commit":
      return [l10n.t("commit {0}", node.label), ...(node.subject ? [node.subject] : [])];
    case "version":
      return [
        node.label,
        node.deleted ? l10n.t("deleted on {0}", node.deleted.at.slice(0, 10)) : node.stage,
        ...(beside ? [beside] : []),
      ];
    case "model":
      return [node.label, l10n.t("model"), kindCount("version", node.versions)];
    case "stage":
      return [node.stage, l10n.t("stage of {0}", node.model)];
  }
}

function enumerate(index: LineageIndex, ids: readonly string[]): string {
  const names = ids.slice(0, namesSaid).map((id) => labelOf(index, id));
  const more = ids.length - names.length;
  return more > 0 ? l10n.t("{0} and {1} more", names.join(", "), more) : listed(names);
}

/** Returns a few names as a list: `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  const others = names.slice(0, -1);
  return others.length > 0 ? l10n.t("{0} and {1}", others.join(", "), last) : last;
}

/** Returns a function that gives the name of a node for screen readers, put together only once. */
export function rememberLabels(): (index: LineageIndex | undefined, node: LineageNode) => string {
  const labels = new WeakMap<LineageNode, string>();
  return (index, node) => {
    const label = labels.get(node) ?? (index ? spokenLabel(index, node) : node.label);
    labels.set(node, label);
    return label;
  };
}
