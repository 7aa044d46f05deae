import * as l10n from "@vscode/l10n";

/** Returns what a model may be called. */
export function modelNameRule(): string {
  return l10n.t(
    "letters, digits, spaces and . _ - /, beginning and ending with a letter or digit, at most 256 characters",
  );
}
