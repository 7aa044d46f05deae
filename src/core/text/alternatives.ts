import * as l10n from "@vscode/l10n";

/** Joins names of which one is enough: `Ada, Bob or Cy`; an empty text if there are none. */
export function alternatives(names: readonly string[]): string {
  const [others, last] = split(names);
  return others === "" ? last : l10n.t("{0} or {1}", others, last);
}

/** Joins names that belong together: `Dev, Staging and Live`; an empty text if there are none. */
export function together(names: readonly string[]): string {
  const [others, last] = split(names);
  return others === "" ? last : l10n.t("{0} and {1}", others, last);
}

function split(names: readonly string[]): readonly [others: string, last: string] {
  return [names.slice(0, -1).join(", "), names.at(-1) ?? ""];
}
