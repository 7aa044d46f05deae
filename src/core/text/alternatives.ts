import * as l10n from "@vscode/l10n";

/** Joins names of which one is enough: `Ada or Bob`; an empty text if there are none. */
export function alternatives(names: readonly string[]): string {
  return names.length === 0 ? "" : names.reduce((list, name) => l10n.t("{0} or {1}", list, name));
}

/** Joins names that belong together: `Staging and Live`; an empty text if there are none. */
export function together(names: readonly string[]): string {
  return names.length === 0 ? "" : names.reduce((list, name) => l10n.t("{0} and {1}", list, name));
}
