import { l10n } from "vscode";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { wordsOf } from "../refusals/refusal-words.ts";

/** Returns the reason why a page has no content, and what to do. */
export function pageFailure(error: unknown): {
  readonly message: string;
  readonly wayOut: string;
} {
  if (error instanceof RegistryError) return wordsOf(error.refusal);
  const reason = error instanceof Error ? error.message : String(error);
  return {
    message: l10n.t("This page can't be shown: {0}", reason),
    wayOut: l10n.t("Try again; see the log of Model Registry for details."),
  };
}
