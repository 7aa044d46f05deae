import * as l10n from "@vscode/l10n";
import * as z from "zod";

/** Reason why an event has no effect, because of events of another clone. */
export const NoEffectReason = z.enum(["name-taken", "has-versions", "unknown-model"]);
export type NoEffectReason = z.infer<typeof NoEffectReason>;

/**
 * Describes the reason as the end of an event's title:
 * `without effect: another model has that name`.
 */
export function noEffectText(reason: NoEffectReason): string {
  switch (reason) {
    case "name-taken":
      return l10n.t("without effect: another model has that name");
    case "has-versions":
      return l10n.t("without effect: it has versions");
    case "unknown-model":
      return l10n.t("without effect: there is no such model");
  }
}
