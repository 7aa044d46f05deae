import * as l10n from "@vscode/l10n";
import type { TemplateResult } from "lit";
import { announce } from "./announce.ts";
import { iconButton } from "./button.ts";
import { send } from "./host.ts";

const confirmationMs = 1500;

/** Copies `text`; `what` names it in the label “Copy digest”. */
export function copyButton(text: string, what: string): TemplateResult {
  return iconButton("copy", l10n.t("Copy {0}", what), (event) => {
    copy(text, what);
    if (event.currentTarget instanceof HTMLElement) confirm(event.currentTarget);
  });
}

/** Sends a text to the editor for the clipboard, and confirms it. */
export function copy(text: string, what: string): void {
  send({ type: "copy", text, what });
  announce(l10n.t("Copied {0}", what));
}

function confirm(button: HTMLElement): void {
  const sign = button.querySelector(".codicon");
  sign?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => sign?.classList.replace("codicon-check", "codicon-copy"), confirmationMs);
}
