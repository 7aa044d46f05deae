import type { MissingFact } from "../model/recipe.ts";

/** Facts of one kind under their title. */
export interface MissingGroup {
  readonly title: string;
  readonly facts: readonly MissingFact[];
}

const titles = ["Contradictions", "To check", "Not recorded"] as const;

/** Groups what a version lacks by what it means to a person; groups without facts are left out. */
export function missingGroups(missing: readonly MissingFact[]): readonly MissingGroup[] {
  return titles
    .map((title) => ({ title, facts: missing.filter(({ kind }) => titleOf(kind) === title) }))
    .filter(({ facts }) => facts.length > 0);
}

function titleOf(kind: MissingFact["kind"]): (typeof titles)[number] {
  if (kind === "contradiction") return "Contradictions";
  return kind === "doubt" ? "To check" : "Not recorded";
}
