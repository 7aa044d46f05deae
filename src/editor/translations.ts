import { env, l10n } from "vscode";
import { useLanguage, type Translations } from "../core/text/language.ts";

/** Has the parts that don't import `vscode` (`src/core`) answer in the editor's language too. */
export function useTranslations(): void {
  const texts = translations();
  if (texts) useLanguage(shownLanguage(), texts);
}

/** Returns the texts in the editor's language for a page or a thread; absent if they are English. */
export function translations(): Translations | undefined {
  return l10n.bundle;
}

/** Returns the language (BCP 47) in which the extension speaks. */
export function shownLanguage(): string {
  return l10n.bundle ? env.language : "en";
}
