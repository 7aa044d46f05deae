import type { PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";

/** Recipes of two versions, by what goes into them. */
export interface RecipeSides {
  readonly both: readonly string[];
  readonly onlySelected: readonly string[];
  readonly onlyOther: readonly string[];
}

/** Returns what went into both of two versions, and what into one of them only. */
export function recipeSides(index: LineageIndex, selected: string, other: string): RecipeSides {
  const [one, two] = [selected, other].map(
    (id) =>
      new Set(
        index.into(id).flatMap(({ from, relation }) => (relation === "followed by" ? [] : [from])),
      ),
  );
  const [mine, theirs] = [one ?? new Set<string>(), two ?? new Set<string>()];
  return {
    both: [...mine].filter((id) => theirs.has(id)),
    onlySelected: [...mine].filter((id) => !theirs.has(id)),
    onlyOther: [...theirs].filter((id) => !mine.has(id)),
  };
}

/** Returns the class of a card in the difference of two recipes; none if it is in neither. */
export function recipeSide(
  index: LineageIndex,
  card: PlacedCard,
  selected: string,
  other: string,
): readonly string[] {
  if (card.id === other) return ["against"];
  const sides = recipeSides(index, selected, other);
  if (sides.both.includes(card.id)) return ["in-both"];
  if (sides.onlySelected.includes(card.id)) return ["only-selected"];
  return sides.onlyOther.includes(card.id) ? ["only-other"] : [];
}
