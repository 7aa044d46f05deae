/**
 * Texts in which VS Code makes links: notifications, dialogs, prompts, and progress, gathered by
 * the functions that replace them in tests.
 */

/** Form of links in VS Code's messages (src/vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const shown: string[] = [];

/** Notes texts that VS Code is to show. */
export function noteTexts(...texts: readonly (string | undefined)[]): void {
  for (const text of texts) if (text !== undefined) shown.push(text);
}

/** Forgets what was shown, and tells what of it VS Code makes a link of: no text is to be one. */
export function takeLinks(): readonly string[] {
  return shown.splice(0).filter((text) => link.test(text));
}

/**
 * Returns the texts since the last call that contain these words, so that a test sees that they
 * were shown.
 */
export function textsWith(words: string): readonly string[] {
  return shown.filter((text) => text.includes(words));
}
