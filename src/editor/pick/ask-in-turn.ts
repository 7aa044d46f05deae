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
  let draft = start;
  let step = 0;
  for (;;) {
    const question = questions[step];
    if (!question) return draft;
    const place = { title, step: step + 1, totalSteps: questions.length };
    const answer = await question(draft, place);
    if (answer === closed) return undefined;
    if (answer === goBack) {
      step = Math.max(0, step - 1);
    } else {
      draft = answer;
      step += 1;
    }
  }
}
