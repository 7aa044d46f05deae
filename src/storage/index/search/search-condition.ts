import type { Condition } from "../../../core/query/query.ts";
import { searchFields } from "./search-fields.ts";
import type { SearchSets } from "./search-sets.ts";
import { difference, intersection, union, type VersionSet } from "./version-set.ts";

/**
 * Returns the versions that meet a condition of a search, of which some may have been deleted.
 *
 * @param now milliseconds since 1970, which ages are counted from
 */
export function searchCondition(sets: SearchSets, condition: Condition, now: number): VersionSet {
  const partsOf = (parts: readonly Condition[]): readonly VersionSet[] =>
    parts.map((part) => searchCondition(sets, part, now));
  switch (condition.kind) {
    case "word":
      return sets.withWord(condition.text);
    case "has":
      return sets.of(searchFields[condition.key.field].has(condition.key.name ?? ""));
    case "not":
      return difference(sets.living(), searchCondition(sets, condition.part, now));
    case "and":
      return intersection(partsOf(condition.parts));
    case "or":
      return union(partsOf(condition.parts));
    case "comparison":
      return comparison(sets, condition, now);
  }
}

function comparison(
  sets: SearchSets,
  { key, operator, values }: Extract<Condition, { kind: "comparison" }>,
  now: number,
): VersionSet {
  const { compare, has } = searchFields[key.field];
  const isNegated = operator === "!=";
  const any = sets.of(
    values.flatMap((value) => compare({ key, operator: isNegated ? "=" : operator, value, now })),
  );
  return isNegated ? difference(sets.of(has(key.name ?? "")), any) : any;
}
