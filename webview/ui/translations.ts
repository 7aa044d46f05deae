import { useLanguage } from "../../src/core/text/language.ts";

/**
 * The texts in the editor's language are data in the page's HTML. They are there for the first
 * rendering, as this runs when it is imported; without them all texts are English.
 */
const texts = document.getElementById("translations")?.textContent;
const language = document.documentElement.lang;
if (texts) useLanguage(language, texts);

/** Texts in the editor's language, and which that is. */
export interface Translated {
  readonly language: string;
  readonly texts: string;
}

/** Returns the texts for a thread of the page; undefined if they are English. */
export function translatedTexts(): Translated | undefined {
  return texts ? { language, texts } : undefined;
}
