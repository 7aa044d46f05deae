import { commands, l10n, workspace } from "vscode";
import { RegistryError, type RefusalCode } from "../core/refusals/refusal.ts";
import { log } from "./log.ts";
import { showErrorMessage, showWarningMessage } from "./messages.ts";
import { sentencesOf } from "./refusals/refusal-words.ts";

/** Buttons that messages offer, by the code of the refusal. */
const remedies: Partial<Record<RefusalCode, { readonly label: string; readonly command: string }>> =
  {
    "artifact-changed": { label: "Verify Registry", command: "modelRegistry.verify" },
    "artifact-missing": { label: "Verify Registry", command: "modelRegistry.verify" },
    "ledger-damaged": { label: "Repair Ledger…", command: "modelRegistry.repair" },
    "ledger-missing": { label: "Repair Ledger…", command: "modelRegistry.repair" },
    "hook-failed": { label: "Show Output", command: "modelRegistry.showHookOutput" },
    "hooks-not-allowed": { label: "Allow Hooks…", command: "modelRegistry.allowHooks" },
    "invalid-policy": { label: "Open Policy", command: "modelRegistry.openPolicy" },
  };
const trust = { label: "Manage Workspace Trust", command: "workbench.trust.manage" };

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
    const remedy = code === "read-only" && !workspace.isTrusted ? trust : remedies[code];
    const chosen = await showErrorMessage(text, ...(remedy ? [remedy.label] : []));
    if (remedy && chosen === remedy.label) await commands.executeCommand(remedy.command);
    return;
  }
  log().error(
    `${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  const reason = error instanceof Error ? error.message : String(error);
  const chosen = await showErrorMessage(
    l10n.t("Something went wrong that should not: {0}", reason),
    l10n.t("Show Log"),
  );
  if (chosen) log().show();
}
