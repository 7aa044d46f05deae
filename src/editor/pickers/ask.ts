import {
  QuickInputButtons,
  window,
  type Disposable,
  type QuickInput,
  type QuickInputButton,
  type QuickPickItem,
} from "vscode";
import { plainLabel } from "../plain-text.ts";
import { showError } from "../show-error.ts";
import { fitsTyped } from "./fits-typed.ts";

/** The person went back to the question before. */
export const goBack = Symbol("back");
/** The person closed the question. */
export const closed = Symbol("closed");
export type Unanswered = typeof goBack | typeof closed;

/** Title of a question, and its number if it is one of several. */
export interface Step {
  readonly title: string;
  /** Counted from 1; absent when it is the only question. */
  readonly step?: number;
  readonly totalSteps?: number;
}

export interface PickQuestion<T extends QuickPickItem> extends Step {
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly active?: T | undefined;
}

/**
 * Asks for one item. `fromText` may add an item made of what is typed; an item for which `isAnswer`
 * is false is there to be read, and choosing it does nothing.
 */
export function askForOne<T extends QuickPickItem>(
  question: PickQuestion<T> & {
    readonly value?: string;
    readonly fromText?: (text: string) => T | undefined;
    readonly isAnswer?: (item: T) => boolean;
  },
): Promise<T | Unanswered> {
  const picker = window.createQuickPick<ShownItem<T>>();
  const { fromText, value, isAnswer = () => true } = question;
  const items = question.items.map(shownItem);
  const show = (text: string): void => {
    const typed = fromText?.(text);
    picker.items = typed ? [shownItem(typed), ...items] : items;
  };
  prepare(picker, question);
  picker.placeholder = plainLabel(question.placeholder);
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.value = value ?? "";
  show(picker.value);
  if (question.active) picker.activeItems = items.filter(({ item }) => item === question.active);
  return ask(picker, (answer) => [
    picker.onDidChangeValue(show),
    picker.onDidAccept(() => {
      const [selected] = picker.selectedItems;
      const typed = fromText?.(picker.value);
      // Enter may come before the window has the item that is made of what was typed: what is
      // selected then is of the list before.
      const isBehind = selected === undefined || !fitsTyped(selected, picker.value);
      const chosen = typed !== undefined && isBehind ? typed : selected?.item;
      if (chosen !== undefined && isAnswer(chosen)) answer(chosen);
    }),
  ]);
}

/** An item of a list that follows what is typed. */
export interface FoundItem extends QuickPickItem {
  /** Choosing it puts this text into the box, and the list goes on. */
  readonly insert?: string;
  /** It is there to be read: choosing it does nothing. */
  readonly isNote?: true;
}

/**
 * Asks for one item of a list that is made anew each time that the text changes.
 *
 * @param find returns the items for a text
 */
export function askWhileTyping<T extends FoundItem>(
  question: Step & {
    readonly placeholder: string;
    readonly value?: string;
    readonly buttons?: readonly QuickInputButton[];
    readonly find: (text: string) => Promise<readonly T[]>;
  },
): Promise<T | Pressed | Unanswered> {
  const picker = window.createQuickPick<ShownItem<T>>();
  const { value = "", buttons = [], find } = question;
  prepare(picker, question);
  picker.placeholder = plainLabel(question.placeholder);
  picker.buttons = [...picker.buttons, ...buttons];
  let latest: Promise<void> = Promise.resolve();
  const show = (text: string): void => {
    picker.busy = true;
    latest = find(text)
      .then((items) => {
        // What was typed since is being looked for already.
        if (picker.value !== text) return;
        picker.items = items.map((item) => ({ ...shownItem(item), alwaysShow: true }));
        picker.busy = false;
      })
      .catch((error: unknown) => {
        picker.busy = false;
        void showError(error, question.title);
      });
  };
  const insert = (text: string): void => {
    picker.value = text;
    show(text);
  };
  picker.value = value;
  show(value);
  return ask<T | Pressed>(picker, (answer) => [
    picker.onDidChangeValue(show),
    picker.onDidTriggerButton((pressed) => {
      const button = buttons.find((each) => each === pressed);
      if (button) answer({ button, pressedWith: picker.value });
    }),
    picker.onDidAccept(() => {
      // Enter may come before the items for what was typed.
      void latest.then(() => {
        const chosen = picker.activeItems[0]?.item ?? picker.items[0]?.item;
        if (chosen?.insert !== undefined) insert(chosen.insert);
        else if (chosen && !chosen.isNote) answer(chosen);
      });
    }),
  ]);
}

/** An item as the list shows it: names and reasons in it come from others. */
interface ShownItem<T extends QuickPickItem> extends QuickPickItem {
  /** The item as it was given, which is the answer. */
  readonly item: T;
}

function shownItem<T extends QuickPickItem>(item: T): ShownItem<T> {
  const { label, description, detail, kind, iconPath, picked } = item;
  return {
    item,
    label: plainLabel(label),
    ...(description !== undefined && { description: plainLabel(description) }),
    ...(detail !== undefined && { detail: plainLabel(detail) }),
    ...(kind !== undefined && { kind }),
    ...(iconPath !== undefined && { iconPath }),
    ...(picked !== undefined && { picked }),
  };
}

/** Asks for any number of items; those with `picked` are chosen at first. */
export function askForMany<T extends QuickPickItem>(
  question: PickQuestion<T> & { readonly atLeast?: number },
): Promise<readonly T[] | Unanswered> {
  const picker = window.createQuickPick<ShownItem<T>>();
  const items = question.items.map(shownItem);
  prepare(picker, question);
  picker.placeholder = plainLabel(question.placeholder);
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.items = items;
  picker.selectedItems = items.filter(({ picked }) => picked);
  return ask<readonly T[]>(picker, (answer) => [
    picker.onDidAccept(() => {
      const chosen = picker.selectedItems;
      if (chosen.length >= (question.atLeast ?? 0)) answer(chosen.map(({ item }) => item));
    }),
  ]);
}

export interface TextQuestion extends Step {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** True if nobody may read what is typed. */
  readonly isSecret?: true;
  /** Returns the reason why a text is invalid; undefined if it is valid. */
  readonly problem?: (text: string) => string | undefined;
  /** Called with what is typed so far, each time that it has changed. */
  readonly onType?: (text: string) => void;
}

/** The person pressed a button of a question, with this in its box. */
export interface Pressed {
  readonly button: QuickInputButton;
  readonly pressedWith: string;
}

/** Asks for a text. */
export function askForText(question: TextQuestion): Promise<string | Unanswered>;
/** Asks for a text, with buttons for what few people want. */
export function askForText(
  question: TextQuestion & { readonly buttons: readonly QuickInputButton[] },
): Promise<string | Pressed | Unanswered>;
export function askForText(
  question: TextQuestion & { readonly buttons?: readonly QuickInputButton[] },
): Promise<string | Pressed | Unanswered> {
  const box = window.createInputBox();
  prepare(box, question);
  const { buttons = [] } = question;
  box.buttons = [...box.buttons, ...buttons];
  box.prompt = plainLabel(question.prompt);
  box.placeholder = plainLabel(question.placeholder);
  box.value = question.value ?? "";
  box.password = question.isSecret === true;
  const check = (): boolean => {
    box.validationMessage = plainLabel(question.problem?.(box.value));
    return box.validationMessage === undefined;
  };
  return ask<string | Pressed>(box, (answer) => [
    box.onDidTriggerButton((pressed) => {
      const button = buttons.find((each) => each === pressed);
      if (button) answer({ button, pressedWith: box.value });
    }),
    box.onDidChangeValue((text) => {
      check();
      question.onType?.(text);
    }),
    box.onDidAccept(() => {
      if (check()) answer(box.value);
    }),
  ]);
}

type Asking = QuickInput & {
  buttons: readonly unknown[];
  readonly onDidTriggerButton: (listener: (button: unknown) => void) => Disposable;
};

function prepare(input: Asking, { title, step, totalSteps }: Step): void {
  input.title = plainLabel(title);
  input.step = step;
  input.totalSteps = totalSteps;
  input.ignoreFocusOut = true;
  if (step !== undefined && step > 1) input.buttons = [QuickInputButtons.Back];
}

function ask<A>(
  input: Asking,
  listen: (answer: (value: A) => void) => readonly Disposable[],
): Promise<A | Unanswered> {
  return new Promise((resolve) => {
    const finish = (answer: A | Unanswered): void => {
      resolve(answer);
      for (const subscription of subscriptions) subscription.dispose();
      input.dispose();
    };
    const subscriptions = [
      ...listen(finish),
      input.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) finish(goBack);
      }),
      input.onDidHide(() => {
        finish(closed);
      }),
    ];
    input.show();
  });
}

/** A problem for texts that must not be left empty. */
export function required(problem: string): (text: string) => string | undefined {
  return (text) => (text.trim() === "" ? problem : undefined);
}
