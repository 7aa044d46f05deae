import { askForText, required, type Step, type Unanswered } from "./ask.ts";

interface ReasonQuestion {
  readonly prompt: string;
  /** Message for an empty reason. */
  readonly missing: string;
}

/** Asks for the reason in a step of a dialog; returns the draft with it. */
export async function askForReason<Draft extends { readonly reason: string }>(
  draft: Draft,
  step: Step,
  { prompt, missing }: ReasonQuestion,
): Promise<Draft | Unanswered> {
  const { reason: value } = draft;
  const reason = await askForText({ ...step, prompt, value, problem: required(missing) });
  return typeof reason === "symbol" ? reason : { ...draft, reason };
}
