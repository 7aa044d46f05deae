import * as l10n from "@vscode/l10n";
import type { MissingFact } from "../model/recipe.ts";

/** Facts of one kind under their title. */
export interface MissingGroup {
  readonly title: string;
  readonly facts: readonly MissingFact[];
}

/** Groups what a version lacks by what it means to a person; groups without facts are left out. */
export function missingGroups(missing: readonly MissingFact[]): readonly MissingGroup[] {
  const of = (kind: MissingFact["kind"]): readonly MissingFact[] =>
    missing.filter((fact) => fact.kind === kind);
  return [
    { title: l10n.t("Contradictions"), facts: of("contradiction") },
    { title: l10n.t("To check"), facts: of("doubt") },
    { title: l10n.t("Not recorded"), facts: of(undefined) },
  ].filter(({ facts }) => facts.length > 0);
}
