import { ThemeIcon } from "vscode";
import { fieldName, fieldTitle } from "../../core/event-title.ts";
import type { AnnotationField, Annotations } from "../../core/markings.ts";
import { askForNote } from "../pick/ask-for-note.ts";
import { askInTurn } from "../pick/ask-in-turn.ts";
import { askForText, type Place, type Unanswered } from "../pick/ask.ts";

/** What the changelog of a model says of a version, beside its description. */
const changelogFields = ["changelog", "migration-notes", "known-issues"] as const;

const prompts: Readonly<Record<(typeof changelogFields)[number], string>> = {
  changelog: "What the model's changelog says of this version",
  "migration-notes": "What those who use the model have to change",
  "known-issues": "What is known to be wrong with this version",
};

const notesButton = {
  iconPath: new ThemeIcon("note"),
  tooltip: "Write a changelog entry, migration notes and known issues",
};

interface Draft {
  readonly description?: string;
  readonly annotations?: Annotations;
}

/**
 * Asks for the description of a version that is registered. Whoever wants to write more for the
 * changelog presses the button; for all others the series is no longer for it.
 */
export async function askForDescription<D extends Draft>(
  draft: D,
  place: Place,
): Promise<D | Unanswered> {
  let current = draft;
  for (;;) {
    const written = Object.keys(current.annotations ?? {}).map(fieldName);
    const answer = await askForText({
      ...place,
      prompt:
        written.length > 0
          ? `Description (optional). Also written: ${written.join(", ")}. Press Enter to go on`
          : "Description (optional): what is new in this version? Press Enter to go on",
      value: current.description ?? "",
      problem: (text) => (text.length > 5000 ? "At most 5,000 characters." : undefined),
      button: notesButton,
    });
    if (typeof answer === "symbol") return answer;
    if (typeof answer === "string") return { ...current, description: answer };
    current = { ...current, description: answer.pressedWith };
    const annotations = await askForNotes(place.title, current.annotations ?? {});
    if (annotations) current = { ...current, annotations };
  }
}

function askForNotes(title: string, start: Annotations): Promise<Annotations | undefined> {
  return askInTurn(
    `${title}: notes`,
    start,
    changelogFields.map((field) => async (notes: Annotations, place: Place) => {
      const text = await askForNote({
        ...place,
        prompt: `${fieldTitle(field)} (optional): ${prompts[field]}. Press Enter to go on`,
        value: notes[field] ?? "",
      });
      return typeof text === "symbol" ? text : withNote(notes, field, text);
    }),
  );
}

function withNote(notes: Annotations, field: AnnotationField, text: string): Annotations {
  const others = Object.entries(notes).filter(([other]) => other !== field);
  return Object.fromEntries([...others, ...(text === "" ? [] : [[field, text] as const])]);
}
