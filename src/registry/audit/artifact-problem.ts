import * as l10n from "@vscode/l10n";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { isUnreadable } from "../../storage/artifacts/artifact-store.ts";

/** Returns the problem of an artifact. Throws errors again that are not about the artifact. */
export function artifactProblem(title: string, error: unknown): string {
  if (isUnreadable(error)) {
    return l10n.t("it can't be read ({0})", error.code ?? "");
  }
  if (!(error instanceof RegistryError) || error.refusal.code === "cancelled") throw error;
  return problemOf(title, error.refusal);
}

/** The refusal's sentence, put so that it follows the title. */
function problemOf(title: string, refusal: Refusal): string {
  return messageOf(refusal)
    .replace(`The bytes of ${title}`, "its bytes")
    .replace(title, "it")
    .replace(/\.$/, "");
}
