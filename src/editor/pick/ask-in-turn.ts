import { closed, goBack, type Place, type Unanswered } from "./ask.ts";

/** A question of a series: answers the series' draft with its own answer in it. */
export type Question<Draft> = (draft: Draft, place: Place) => Promise<Draft | Unanswered>;

/**
 * Asks one question after the other. Back returns to the one before with its answer as it was;
 * closing any of them ends the series without an answer.
 */
export async function askInTurn<Draft>(
  title: string,
  start: Draft,
  questions: readonly Question<Draft>[],
): Promise<Draft | undefined> {
  const drafts = [start];
  while (drafts.length <= questions.length) {
    const draft = drafts.at(-1);
    const question = questions[drafts.length - 1];
    if (draft === undefined || !question) return undefined;
    const answer = await question(draft, {
      title,
      step: drafts.length,
      totalSteps: questions.length,
    });
    if (answer === closed) return undefined;
    if (answer !== goBack) drafts.push(answer);
    else if (drafts.length > 1) drafts.pop();
  }
  return drafts.at(-1);
}
