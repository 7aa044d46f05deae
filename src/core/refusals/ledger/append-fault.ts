import * as l10n from "@vscode/l10n";

/** Reason why nobody knows whether events that were appended will be read. */
export type AppendFault =
  | { readonly kind: "wrote-at-once" | "followed" | "not-taken-back" | "not-readable" }
  /** They are in the remote. `error`: reason of a refusal, or the system's words. */
  | { readonly kind: "shared-only"; readonly error: string }
  /** The remote did not answer. `error`: the remote's words. */
  | { readonly kind: "unanswered"; readonly error: string };

/** Returns a fault in a clause: `writing failed, and others may have followed it`. */
export function appendFaultText(fault: AppendFault): string {
  switch (fault.kind) {
    case "wrote-at-once":
      return l10n.t("another process wrote to the ledger at the same time");
    case "followed":
      return l10n.t("writing failed, and others may have followed it");
    case "not-taken-back":
      return l10n.t("writing failed, and taking it back as well");
    case "not-readable":
      return l10n.t("writing failed, and the file can't be read");
    case "shared-only":
      return l10n.t(
        "it is shared already and could not be written here ({0}); the next pull brings it",
        fault.error,
      );
    case "unanswered":
      return fault.error;
  }
}
