import * as l10n from "@vscode/l10n";
import { fixedNumber } from "./fixed-number.ts";

/** Translated texts by their English ones. */
export type Translations = Readonly<Record<string, string>>;

const english = "en";
let current = english;
/** Absent while everything is English. */
let translations: Translations | string | undefined;
const numberFormats = new Map<string, Intl.NumberFormat>();

/**
 * Has `l10n.t` answer with these texts (or their JSON), and numbers, lists and dates be written in
 * their language (BCP 47). English until then, as on the command line.
 */
export function useLanguage(tag: string, texts: Translations | string): void {
  translations = texts;
  configure(texts);
  try {
    [current = english] = Intl.getCanonicalLocales(tag);
  } catch {
    // A tag that is none leaves the language of numbers as it was.
  }
}

/** Returns the language (BCP 47) in which numbers, lists and dates are written. */
export function language(): string {
  return current;
}

/**
 * Writes texts in English in any editor: what is recorded in the ledger is read by everybody who
 * shares it, and by programs.
 */
export function inEnglish<T>(write: () => T): T {
  if (translations === undefined) return write();
  const [spoken, texts] = [current, translations];
  configure({});
  current = english;
  try {
    return write();
  } finally {
    configure(texts);
    current = spoken;
  }
}

function configure(texts: Translations | string): void {
  l10n.config({ contents: typeof texts === "string" ? texts : { ...texts } });
}

/**
 * Writes a whole number with the separators of the language: `12,000`.
 *
 * @param n an integer
 */
export function formatNumber(n: number): string {
  if (current === english) return fixedNumber(n, 0);
  const known = numberFormats.get(current) ?? new Intl.NumberFormat(current);
  numberFormats.set(current, known);
  return known.format(n);
}

/** Joins several things: `2 objects and 1 left-over`. */
export function listOfAll(items: readonly string[]): string {
  return new Intl.ListFormat(current, { type: "conjunction" }).format(items);
}

/** Joins several things of which one is enough: `Ada, Grace, or Alan`. */
export function listOfAlternatives(items: readonly string[]): string {
  return new Intl.ListFormat(current, { type: "disjunction" }).format(items);
}
