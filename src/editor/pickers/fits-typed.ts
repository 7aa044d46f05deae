import type { QuickPickItem } from "vscode";

/**
 * Returns whether a list may show an item for a typed text: its characters stand in the item in
 * their order, upper or lower case. VS Code's own rule is stricter.
 */
export function fitsTyped(
  { label, description = "", detail = "" }: QuickPickItem,
  typed: string,
): boolean {
  const text = [label, description, detail].join("\n").toLowerCase();
  let from = 0;
  for (const character of typed.trim().toLowerCase()) {
    const at = text.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}
