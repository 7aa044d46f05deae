import {
  window,
  type MessageOptions,
  type OpenDialogOptions,
  type SaveDialogOptions,
  type TreeView,
  type Uri,
} from "vscode";
import { plainLabel, plainMessage } from "./plain-text.ts";

/** The options of a modal dialog, if it is one, and the labels of the buttons. */
type MessageArguments = readonly [(MessageOptions | string)?, ...(readonly string[])];

type Show = (text: string, options: MessageOptions, ...buttons: string[]) => Thenable<unknown>;

/**
 * Shows a notification or a modal dialog, and returns the button that was pressed. All messages of
 * the editor go through this file, so that no text from others becomes a link.
 */
export function showInformationMessage(
  message: string,
  ...rest: MessageArguments
): Promise<string | undefined> {
  return show((...all) => window.showInformationMessage(...all), message, rest);
}

/** Shows a warning; see `showInformationMessage`. */
export function showWarningMessage(
  message: string,
  ...rest: MessageArguments
): Promise<string | undefined> {
  return show((...all) => window.showWarningMessage(...all), message, rest);
}

/** Shows an error; see `showInformationMessage`. */
export function showErrorMessage(
  message: string,
  ...rest: MessageArguments
): Promise<string | undefined> {
  return show((...all) => window.showErrorMessage(...all), message, rest);
}

/**
 * Asks in a modal dialog whether to take a step, and returns the button that was pressed. The first
 * button of a dialog has the focus, so that a step that destroys, overrides or runs something needs a
 * `safe` one before it.
 */
export function confirmStep(
  question: string,
  options: {
    readonly detail: string;
    /** Label of the button that takes the step. */
    readonly verb: string;
    /**
     * Label of a button that changes nothing; it gets the focus, so that an early Enter does no
     * harm.
     */
    readonly safe?: string;
    /** Another way to take the step. */
    readonly instead?: string;
  },
): Promise<string | undefined> {
  const { detail, verb, safe, instead } = options;
  const buttons = [safe, verb, instead].filter((button) => button !== undefined);
  return showWarningMessage(question, { modal: true, detail }, ...buttons);
}

async function show(
  present: Show,
  message: string,
  rest: readonly (MessageOptions | string | undefined)[],
): Promise<string | undefined> {
  const options = rest.find((each) => typeof each === "object") ?? {};
  const buttons = rest.filter((each) => typeof each === "string");
  const shown = buttons.map((button) => plainLabel(button));
  const { detail } = options;
  const pressed = await present(
    plainMessage(message),
    { ...options, ...(detail !== undefined && { detail: plainMessage(detail) }) },
    ...shown,
  );
  return buttons.find((_, index) => shown[index] === pressed);
}

/** Shows a text in the status bar for a while (ms). */
export function showStatusBarMessage(text: string, duration: number): void {
  window.setStatusBarMessage(plainLabel(text), duration);
}

/** Asks for files or folders that are there. */
export function showOpenDialog(options: OpenDialogOptions): Thenable<Uri[] | undefined> {
  return window.showOpenDialog({ ...options, ...titleOf(options) });
}

/** Asks for a file to write. */
export function showSaveDialog(options: SaveDialogOptions): Thenable<Uri | undefined> {
  return window.showSaveDialog({ ...options, ...titleOf(options) });
}

function titleOf({ title }: { readonly title?: string }): { readonly title?: string } {
  return title === undefined ? {} : { title: plainLabel(title) };
}

/**
 * Shows a text above the rows of a tree; an empty text removes it, so that VS Code shows its
 * welcome view.
 */
export function setTreeMessage(view: Pick<TreeView<unknown>, "message">, text: string): void {
  const message = plainLabel(text);
  if ((view.message ?? "") !== message) view.message = message;
}
