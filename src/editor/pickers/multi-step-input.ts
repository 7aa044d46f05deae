import { closed, goBack, type Step, type Unanswered } from "./ask.ts";

/** A question of a series: answers the series' draft with its own answer in it. */
export type Question<Draft> = (draft: Draft, place: Step) => Promise<Draft | Unanswered>;

/**
 * Asks one question after the other. Back returns to the one before with its answer as it was;
 * closing any of them ends the series without an answer.
 */
export async function multiStepInput<Draft>(
  title: string,
  start: Draft,
  questions: readonly Question<Draft>[],
): Promise<Draft | undefined> {
  let draft = start;
  let step = 1;
  for (let question = questions[0]; question; question = questions[step - 1]) {
    const answer = await question(draft, { title, step, totalSteps: questions.length });
    if (answer === closed) return undefined;
    if (answer === goBack) {
      step = Math.max(1, step - 1);
    } else {
      draft = answer;
      step += 1;
    }
  }
  return draft;
}
