import { unsafeCharacters } from "../core/text/unsafe-characters.ts";

/**
 * Zero-width space. VS Code looks for `](` and `$(` without one between, so a text with it looks
 * unchanged and makes no link or icon.
 */
const gap = "\u200b";

/** Line breaks and tabs, which VS Code shows as they are, or as a space. */
const layout = /[\n\t]/;

/**
 * Returns a text in which VS Code finds no link. In notifications, progress, prompts, validation
 * messages, and the message of a view, it turns each `[text](command:…)` into a link that runs a
 * command. Names, reasons, policy keys and the output of programs come from others.
 */
export function plainMessage(text: string): string;
export function plainMessage(text: string | undefined): string | undefined;
export function plainMessage(text: string | undefined): string | undefined {
  return text
    ?.replace(unsafeCharacters, (character) => (layout.test(character) ? character : ""))
    .replaceAll("](", `]${gap}(`);
}

/** Returns a text without links and without the icons that labels make of `$(name)`. */
export function plainLabel(text: string): string;
export function plainLabel(text: string | undefined): string | undefined;
export function plainLabel(text: string | undefined): string | undefined {
  return plainMessage(text)?.replaceAll("$(", `$${gap}(`);
}
