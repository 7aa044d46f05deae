import type { QuickPickItem } from "vscode";
import type { Bump } from "../../core/semver.ts";
import type { RegisterRequest } from "../../registry/register.ts";
import { askForOne, type Place, type Unanswered } from "../pick/ask.ts";

/** Which part of the semantic version number rises; or that what changed shall decide. */
export type BumpChoice = Bump | "suggested";

const choices: readonly (QuickPickItem & { readonly bump: BumpChoice })[] = [
  {
    bump: "suggested",
    label: "As what changed suggests",
    description: "compares data, parameters and format with the version before",
  },
  { bump: "major", label: "Major", description: "those who use the model must change" },
  { bump: "minor", label: "Minor", description: "another model of the same kind" },
  { bump: "patch", label: "Patch", description: "the same recipe, trained again" },
];

/** Asked where the policy labels versions by semantic version numbers. */
export async function askForBump<Draft extends { readonly bump: BumpChoice }>(
  draft: Draft,
  place: Place,
): Promise<Draft | Unanswered> {
  const answer = await askForOne({
    ...place,
    placeholder: "Which part of the version number rises? The first version is 1.0.0",
    items: choices,
    active: choices.find(({ bump }) => bump === draft.bump),
  });
  return typeof answer === "symbol" ? answer : { ...draft, bump: answer.bump };
}

/** The choice as a registration takes it. */
export function bumpWish(bump: BumpChoice): Pick<RegisterRequest, "labelled"> {
  return bump === "suggested" ? {} : { labelled: { bump } };
}
