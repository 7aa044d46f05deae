import * as l10n from "@vscode/l10n";
import { fileCount } from "../../text/counts.ts";
import type { GitState } from "../recipe.ts";

/**
 * Returns the state of the work tree as text to put after the commit; undefined if it was clean.
 */
export function besideCommit({ state }: Pick<GitState, "state">): string | undefined {
  switch (state) {
    case "clean":
      return undefined;
    case "changed":
      return l10n.t("with uncommitted changes");
    case "unknown":
      return l10n.t("uncommitted changes unknown");
  }
}

/** Returns the uncommitted changes as a value: `none`, `3 files`, `unknown`. */
export function uncommittedText({ state, dirty }: Pick<GitState, "state" | "dirty">): string {
  if (state === "unknown") return l10n.t("unknown");
  if (state === "clean") return l10n.t("none");
  return dirty ? fileCount(dirty.files.length) : l10n.t("some");
}
