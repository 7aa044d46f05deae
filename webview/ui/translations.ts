import * as l10n from "@vscode/l10n";

/**
 * The texts in the editor's language are data in the page's HTML. They are there for the first
 * rendering, as this runs when it is imported; without them all texts are English.
 */
const texts = document.getElementById("translations")?.textContent;
if (texts) l10n.config({ contents: texts });
