import * as l10n from "@vscode/l10n";
import type { CardLine } from "../../../src/core/lineage/card-text.ts";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import type { RecipeChange } from "../../../src/core/lineage/recipe-difference.ts";
import {
  differenceLines,
  versionDifference,
  type VersionChange,
} from "../../../src/core/lineage/version-difference.ts";
import type { VersionId } from "../../../src/core/model/ids.ts";
import { host } from "../host.ts";
import type { ComparedRecipes } from "../layout/layout-request.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";
import type { ViewState } from "../view-state.ts";
import { recipeSides } from "./recipe-sides.ts";

type VersionNode = Extract<LineageNode, { kind: "version" }>;

/** The selected version, the one that it is compared with, and how they differ. */
export interface ComparedVersions {
  readonly selected: VersionNode;
  readonly other: VersionNode;
  /** From the other to the selected one; absent until the editor has answered. */
  readonly changes: readonly VersionChange[] | undefined;
}

/** Returns where the recipes of two versions differ; undefined until that is known. */
type RecipeChangesOf = (before: VersionId, after: VersionId) => readonly RecipeChange[] | undefined;

/** Inputs of one of two versions only that are not folded. */
const maxInputs = 40;

/** Returns a function that asks for the difference of two recipes once, and calls `arrived` with it. */
export function rememberRecipeChanges(arrived: () => void): RecipeChangesOf {
  const known = new Map<string, readonly RecipeChange[] | undefined>();
  return (before, after) => {
    const key = `${before} ${after}`;
    if (!known.has(key)) {
      known.set(key, undefined);
      void host.ask({ type: "recipe-changes", before, after }).then((changes) => {
        known.set(key, changes);
        if (changes) arrived();
      });
    }
    return known.get(key);
  };
}

/** Returns the versions that are compared; undefined if none are. */
export function comparedVersions(
  index: LineageIndex,
  { selected, against }: ViewState,
  recipeChanges: RecipeChangesOf,
): ComparedVersions | undefined {
  const [one, two] = [selected, against].map((id) =>
    id === undefined ? undefined : index.node(id),
  );
  if (one?.kind !== "version" || two?.kind !== "version") return undefined;
  const recipe = recipeChanges(two.version, one.version);
  const changes = recipe && versionDifference(recipe, two.metrics ?? {}, one.metrics ?? {});
  return { selected: one, other: two, changes };
}

/** Returns what the drawing shows of the difference. */
export function comparedRecipes(
  index: LineageIndex,
  { selected, other, changes = [] }: ComparedVersions,
): ComparedRecipes {
  const { onlySelected, onlyOther } = recipeSides(index, selected.id, other.id);
  const onlyIn = ({ label }: VersionNode, ids: readonly string[]): [string, CardLine[]][] =>
    ids
      .slice(0, maxInputs)
      .map((id) => [id, [{ text: l10n.t("only in {0}", label), about: "side" }]]);
  const inputs = [...onlyIn(selected, onlySelected), ...onlyIn(other, onlyOther)];
  return {
    nodes: [selected.id, other.id, ...inputs.map(([id]) => id)],
    // A version that went into one of both may be the other.
    lines: {
      ...Object.fromEntries(inputs),
      [other.id]: differenceLines(changes, "before"),
      [selected.id]: differenceLines(changes, "after"),
    },
  };
}
