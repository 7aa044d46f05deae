import * as l10n from "@vscode/l10n";
import type { TemplateResult } from "lit";
import { announce } from "./announce.ts";
import { iconButton } from "./button.ts";
import { send } from "./host.ts";

const confirmationMs = 1500;

/** Whole sentences about something that is copied. */
export interface CopyTexts {
  /** `Copy digest` */
  readonly label: string;
  /** `Digest copied`: said once it is on the clipboard. */
  readonly copied: string;
}

/** Returns the texts about what is named by itself, such as `fraud@5`. */
export function copyTexts(name: string): CopyTexts {
  return { label: l10n.t("Copy {0}", name), copied: l10n.t("{0} copied", name) };
}

/** Renders a button that copies a text. */
export function copyButton(text: string, { label, copied }: CopyTexts): TemplateResult {
  return iconButton("copy", label, (event) => {
    copy(text, copied);
    if (event.currentTarget instanceof HTMLElement) confirm(event.currentTarget);
  });
}

/**
 * Sends a text to the editor for the clipboard, and confirms it.
 *
 * @param copied says that it was copied
 */
export function copy(text: string, copied: string): void {
  send({ type: "copy", text, copied });
  announce(copied);
}

function confirm(button: HTMLElement): void {
  const sign = button.querySelector(".codicon");
  sign?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => sign?.classList.replace("codicon-check", "codicon-copy"), confirmationMs);
}
