import { useLanguage } from "../../src/core/text/language.ts";

/**
 * The texts in the editor's language are data in the page's HTML. They are there for the first
 * rendering, as this runs when it is imported; without them all texts are English.
 */
const texts = document.getElementById("translations")?.textContent;
if (texts) useLanguage(document.documentElement.lang, texts);
