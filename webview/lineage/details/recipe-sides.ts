import { lineagePath, type LineageIndex, type LineagePath } from "../nodes/lineage-index.ts";

/** Recipes of two versions, by what goes into them. */
export interface RecipeSides {
  readonly both: readonly string[];
  readonly onlySelected: readonly string[];
  readonly onlyOther: readonly string[];
}

/** Returns what went into both of two versions, and what into one of them only. */
export function recipeSides(index: LineageIndex, selected: string, other: string): RecipeSides {
  const [mine = [], theirs = []] = [selected, other].map((id) => [
    ...new Set(inputs(index, id).map(({ from }) => from)),
  ]);
  return {
    both: mine.filter((id) => theirs.includes(id)),
    onlySelected: mine.filter((id) => !theirs.includes(id)),
    onlyOther: theirs.filter((id) => !mine.includes(id)),
  };
}

/** Returns two versions with what went into them, which stand out while they are compared. */
function recipesPath(index: LineageIndex, selected: string, other: string): LineagePath {
  const edges = [...inputs(index, selected), ...inputs(index, other)];
  return {
    nodes: new Set([selected, other, ...edges.map(({ from }) => from)]),
    edges: new Set(edges),
  };
}

function inputs(index: LineageIndex, id: string): ReturnType<LineageIndex["into"]> {
  return index.into(id).filter(({ relation }) => relation !== "followed by");
}

/** Returns what stands out: the lineage of the selected node, or the recipes that are compared. */
export function emphasisedPath(
  index: LineageIndex,
  selected: string | undefined,
  against: string | undefined,
): LineagePath | undefined {
  if (selected === undefined) return undefined;
  return against === undefined
    ? lineagePath(index, selected)
    : recipesPath(index, selected, against);
}
