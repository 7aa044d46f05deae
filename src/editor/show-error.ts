import { commands, l10n, workspace } from "vscode";
import { RegistryError, type RefusalCode } from "../core/refusals/refusal.ts";
import { log } from "./log.ts";
import { showErrorMessage, showWarningMessage } from "./messages.ts";
import { sentencesOf } from "./refusals/refusal-words.ts";

interface Remedy {
  readonly label: string;
  readonly command: string;
}

/** Returns the button that a message offers for a refusal. */
function remedyFor(code: RefusalCode): Remedy | undefined {
  switch (code) {
    case "artifact-changed":
    case "artifact-missing":
      return { label: l10n.t("Verify Registry"), command: "modelRegistry.verify" };
    case "ledger-damaged":
    case "ledger-missing":
      return { label: l10n.t("Repair Ledger…"), command: "modelRegistry.repair" };
    case "hook-failed":
      return { label: l10n.t("Show Output"), command: "modelRegistry.showHookOutput" };
    case "hooks-not-allowed":
      return { label: l10n.t("Allow Hooks…"), command: "modelRegistry.allowHooks" };
    case "no-remote":
    case "remote-not-approved":
      return {
        label: l10n.t("Connect to a Shared Registry…"),
        command: "modelRegistry.connectRemote",
      };
    case "invalid-policy":
      return { label: l10n.t("Open Policy"), command: "modelRegistry.openPolicy" };
    case "read-only":
      if (workspace.isTrusted) return undefined;
      return { label: l10n.t("Manage Workspace Trust"), command: "workbench.trust.manage" };
    default:
      return undefined;
  }
}

/** Shows an error with its reason and remedy. Cancellations are not reported. */
export async function showError(error: unknown, doing: string): Promise<void> {
  if (error instanceof RegistryError) {
    const { code } = error.refusal;
    if (code === "cancelled") return;
    log().warn(`${doing}: ${error.message}`);
    const text = sentencesOf(error.refusal);
    if (code === "recorded") {
      await showWarningMessage(text);
      return;
    }
    const remedy = remedyFor(code);
    const chosen = await showErrorMessage(text, ...(remedy ? [remedy.label] : []));
    if (remedy && chosen === remedy.label) await commands.executeCommand(remedy.command);
    return;
  }
  log().error(
    `${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  const reason = error instanceof Error ? error.message : String(error);
  const chosen = await showErrorMessage(
    l10n.t("An unexpected error occurred: {0}", reason),
    l10n.t("Show Log"),
  );
  if (chosen) log().show();
}
