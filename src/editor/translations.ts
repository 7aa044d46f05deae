import * as sharedL10n from "@vscode/l10n";
import { env, l10n } from "vscode";

/** Translated texts by their English ones. */
export type Translations = Readonly<Record<string, string>>;

/** Has the parts that don't import `vscode` (`src/core`) answer in the editor's language too. */
export function useTranslations(): void {
  const texts = translations();
  if (texts) sharedL10n.config({ contents: texts });
}

/** Returns the texts in the editor's language for a page or a thread; absent if they are English. */
export function translations(): Translations | undefined {
  return l10n.bundle;
}

/** Returns the language (BCP 47) in which the extension speaks. */
export function shownLanguage(): string {
  return l10n.bundle ? env.language : "en";
}
