import type { Refusal } from "../../core/refusals/refusal.ts";
import { refusalText, type RefusalText } from "../../core/refusals/words.ts";
import { remedies } from "./remedies.ts";

/** Returns a refusal in the words of the editor. */
export function wordsOf(refusal: Refusal): RefusalText {
  return refusalText(refusal, remedies);
}

/** Returns a refusal in one line: what happened, why, and what to do. */
export function sentencesOf(refusal: Refusal): string {
  const { message, wayOut } = wordsOf(refusal);
  return `${message} ${wayOut}`.trim();
}
