/**
 * Messages and questions of the extension in notifications and dialogs. None of it can reach the window: for
 * a workbench with the smoke test driver notifications are never shown, dialogs throw while extension
 * tests run, and a file dialog is the workbench's own, in which no command types. So they end here,
 * and tests press the buttons; test/ui does so in the real ones.
 */
import type { MessageOptions, OpenDialogOptions, SaveDialogOptions, Uri } from "vscode";
import { apiOfExtension } from "./extension.ts";
import { noteTexts } from "./links.ts";
import { waitFor } from "./wait.ts";

/** A notification or a modal dialog that waits for a button. */
export interface Message {
  readonly kind: "information" | "warning" | "error";
  readonly text: string;
  /** The smaller text of a dialog. */
  readonly detail: string | undefined;
  readonly modal: boolean;
  readonly buttons: readonly string[];
  /** Presses a button. */
  press(button: string): void;
  /** Escape. */
  dismiss(): void;
}

/** A dialog for files or folders. */
export interface FileDialog {
  readonly options: OpenDialogOptions;
  choose(...uris: readonly Uri[]): void;
  dismiss(): void;
}

/** Messages that the test has not looked at yet. */
const unread: Message[] = [];
const fileDialogs: FileDialog[] = [];

Object.assign(apiOfExtension.window, {
  showInformationMessage: speaker("information"),
  showWarningMessage: speaker("warning"),
  showErrorMessage: speaker("error"),
  showOpenDialog: (options: OpenDialogOptions = {}) =>
    new Promise<readonly Uri[] | undefined>((resolve) => {
      fileDialogs.push({
        options,
        choose: (...uris) => {
          resolve(uris);
        },
        dismiss: () => {
          resolve(undefined);
        },
      });
    }),
  showSaveDialog: (options: SaveDialogOptions = {}) =>
    new Promise<Uri | undefined>((resolve) => {
      fileDialogs.push({
        options,
        choose: (uri) => {
          resolve(uri);
        },
        dismiss: () => {
          resolve(undefined);
        },
      });
    }),
});

function speaker(kind: Message["kind"]) {
  return (text: string, ...rest: readonly (MessageOptions | string)[]) =>
    new Promise<string | undefined>((resolve) => {
      const options = rest.find((each) => typeof each === "object");
      const buttons = rest.filter((each) => typeof each === "string");
      noteTexts(text, options?.detail, ...buttons);
      unread.push({
        kind,
        text,
        detail: options?.detail,
        modal: options?.modal ?? false,
        buttons,
        press: (button) => {
          if (!buttons.includes(button)) {
            throw new Error(`“${text}” has the buttons ${buttons.join(", ")}; not ${button}.`);
          }
          resolve(button);
        },
        dismiss: () => {
          resolve(undefined);
        },
      });
    });
}

/** The notification of this text. */
export function notification(text: string | RegExp): Promise<Message> {
  return next(`the notification “${String(text)}”`, (each) => !each.modal && matches(text, each));
}

/** The modal dialog of this text. */
export function dialog(text: string | RegExp): Promise<Message> {
  return next(`the dialog “${String(text)}”`, (each) => each.modal && matches(text, each));
}

/** The file dialog that is open. */
export function fileDialog(): Promise<FileDialog> {
  return waitFor("a file dialog", () => fileDialogs.shift());
}

/** Forgets what was said, and tells what a person would have had to notice: errors and dialogs. */
export function takeUnread(): readonly string[] {
  const said = unread.splice(0);
  const asked = fileDialogs.splice(0);
  for (const each of [...said, ...asked]) each.dismiss();
  return [
    ...said.filter(({ kind, modal }) => modal || kind === "error").map(({ text }) => text),
    ...asked.map(({ options }) => options.title ?? "a file dialog"),
  ];
}

function matches(text: string | RegExp, message: Message): boolean {
  return typeof text === "string" ? message.text === text : text.test(message.text);
}

async function next(what: string, isWanted: (message: Message) => boolean): Promise<Message> {
  const said = (): string => unread.map(({ text }) => `“${text}”`).join(", ") || "nothing";
  const found = await waitFor(what, () => unread.find(isWanted)).catch((error: unknown) => {
    throw new Error(`${String(error)} What was said: ${said()}.`, { cause: error });
  });
  unread.splice(unread.indexOf(found), 1);
  return found;
}
