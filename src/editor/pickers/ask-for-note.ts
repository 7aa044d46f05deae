import { l10n } from "vscode";
import { askForText, type TextQuestion, type Unanswered } from "./ask.ts";

/** Stands for the end of a line in a box that has only one. */
const lineEnd = " ⏎ ";

/** Asks for a text of several lines, as annotations are; nothing is an empty text. */
export async function askForNote(question: TextQuestion): Promise<string | Unanswered> {
  const answer = await askForText({
    ...question,
    value: (question.value ?? "").replaceAll("\n", lineEnd),
    problem:
      question.problem ??
      ((text) => (text.length > 5000 ? l10n.t("At most 5,000 characters.") : undefined)),
  });
  return typeof answer === "symbol" ? answer : answer.replaceAll(lineEnd, "\n").trim();
}
