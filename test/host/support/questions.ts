/**
 * Answers the extension's questions in the real quick input of the window: what follows keeps hold of
 * the inputs that the extension makes, to see what they show, and moves and accepts in them by the
 * commands that the keys are bound to. Only text is not typed but set, because no command types.
 */
import { commands } from "vscode";
import type { InputBox, QuickPick, QuickPickItem } from "vscode";
import { apiOfExtension } from "./extension.ts";
import { noteTexts } from "./links.ts";
import { waitFor } from "./wait.ts";

type Input = QuickPick<QuickPickItem> | InputBox;

const open: Input[] = [];

const { createQuickPick, createInputBox } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  createQuickPick: () => watched(createQuickPick()),
  createInputBox: () => watched(createInputBox()),
});

function watched<I extends Input>(input: I): I {
  const show = input.show.bind(input);
  input.show = () => {
    open.push(input);
    noteTexts(...textsOf(input));
    show();
  };
  input.onDidHide(() => {
    noteTexts(...textsOf(input));
    const place = open.indexOf(input);
    if (place >= 0) open.splice(place, 1);
  });
  return input;
}

function textsOf(input: Input): readonly (string | undefined)[] {
  const { title, placeholder } = input;
  if ("items" in input) {
    const items = input.items.flatMap(({ label, description, detail }) => [
      label,
      description,
      detail,
    ]);
    return [title, placeholder, ...items];
  }
  const { prompt, validationMessage: problem } = input;
  return [title, placeholder, prompt, typeof problem === "object" ? problem.message : problem];
}

/** The titles of the questions that wait for an answer. */
export function openQuestions(): readonly string[] {
  return open.map(({ title }) => title ?? "");
}

/** Closes what is open, as Escape does. */
export async function closeQuestions(): Promise<void> {
  for (const input of [...open]) await new Question(input).close();
}

/** The question with this title; in a series, the one at this step (counted from 1). */
export async function question(title: string, step?: number): Promise<Question> {
  const what = `the question “${title}”${step === undefined ? "" : `, step ${step}`}`;
  const input = await waitFor(what, () =>
    open.find((each) => each.title === title && each.step === step),
  );
  return new Question(input);
}

/** A question that the window shows. */
export class Question {
  readonly #input: Input;

  constructor(input: Input) {
    this.#input = input;
  }

  get value(): string {
    return this.#input.value;
  }

  /** Number of questions of the series. */
  get totalSteps(): number | undefined {
    return this.#input.totalSteps;
  }

  /** Message below a refused answer. */
  get problem(): string | undefined {
    const message = "validationMessage" in this.#input ? this.#input.validationMessage : undefined;
    return typeof message === "object" ? message.message : message;
  }

  /** Labels of the choices, without headings. */
  get labels(): readonly string[] {
    return this.#choices().map(({ label }) => label);
  }

  /** Returns the text beside an item. */
  description(label: string): string | undefined {
    return this.#choices().find((item) => item.label === label)?.description;
  }

  /** Returns the text below an item. */
  detail(label: string): string | undefined {
    return this.#choices().find((item) => item.label === label)?.detail;
  }

  /** The labels of the items with a tick. */
  get ticked(): readonly string[] {
    return this.#pick.selectedItems.map(({ label }) => label);
  }

  /** Types into an empty text field. */
  type(text: string): void {
    this.#input.value = text;
  }

  /** Moves to an item and accepts it. */
  async choose(label: string): Promise<void> {
    await this.#moveTo(label);
    await this.accept();
  }

  /** Sets or removes the tick of an item. */
  async toggle(label: string): Promise<void> {
    await this.#moveTo(label);
    const before = this.ticked.includes(label);
    await commands.executeCommand("workbench.action.quickPickManyToggle");
    await waitFor(
      `the tick of ${label}`,
      () => this.ticked.includes(label) !== before || undefined,
    );
  }

  /** Enter: ends the question, unless the answer is refused. */
  async accept(): Promise<void> {
    await this.#shown();
    await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await waitFor(`an end of “${this.#input.title ?? ""}”`, () =>
      this.#isOpen && this.problem === undefined ? undefined : true,
    );
  }

  /** The Back button. */
  async back(): Promise<void> {
    await commands.executeCommand("workbench.action.quickInputBack");
    await this.#ended();
  }

  /** Escape. */
  async close(): Promise<void> {
    await commands.executeCommand("workbench.action.closeQuickOpen");
    await this.#ended();
  }

  get #isOpen(): boolean {
    return open.includes(this.#input);
  }

  get #pick(): QuickPick<QuickPickItem> {
    if (!("items" in this.#input)) {
      throw new Error(`“${this.#input.title ?? ""}” asks for a text.`);
    }
    return this.#input;
  }

  #choices(): readonly QuickPickItem[] {
    const { Separator } = apiOfExtension.QuickPickItemKind;
    return this.#pick.items.filter(({ kind }) => kind !== Separator);
  }

  /** A list that takes one item has moved to its first one when the window shows it. */
  async #shown(): Promise<void> {
    const input = this.#input;
    if (!("items" in input) || input.canSelectMany || input.items.length === 0) return;
    await waitFor(`an active item in “${input.title ?? ""}”`, () => input.activeItems[0]);
  }

  async #moveTo(label: string): Promise<void> {
    const pick = this.#pick;
    // What is made of a typed text comes a moment later.
    await waitFor(`${label} in “${pick.title ?? ""}” beside ${this.labels.join(", ")}`, () =>
      this.labels.includes(label) ? true : undefined,
    );
    await this.#shown();
    for (let active = pick.activeItems[0]; active?.label !== label; active = pick.activeItems[0]) {
      await commands.executeCommand("quickInput.next");
      await waitFor(`the move to the next item in “${pick.title ?? ""}”`, () =>
        pick.activeItems[0] === active ? undefined : true,
      );
    }
  }

  async #ended(): Promise<void> {
    await waitFor(`the end of “${this.#input.title ?? ""}”`, () =>
      this.#isOpen ? undefined : true,
    );
  }
}
