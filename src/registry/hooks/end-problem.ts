import * as l10n from "@vscode/l10n";

/**
 * Returns the reason why a process that has ended failed, as the end of a sentence: `ended with code
 * 1`, `ended by SIGTERM`; undefined if it did not.
 */
export function endProblem(code: number | null, by: NodeJS.Signals | null): string | undefined {
  if (code === 0) return undefined;
  return by === null ? l10n.t("ended with code {0}", code ?? -1) : l10n.t("ended by {0}", by);
}
