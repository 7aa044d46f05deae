import { l10n } from "vscode";
import type { MonitorReport } from "../../registry/monitoring/monitor.ts";
import { showWarningMessage } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";

/** Notifies of canaries that an evaluation has stopped. */
export async function notifyOfCanaries(
  { folder }: FolderRegistry,
  { canaries }: Pick<MonitorReport, "canaries">,
): Promise<void> {
  const stopped = canaries.find(({ action, isRecorded }) => action.kind === "stop" && isRecorded);
  if (stopped?.action.kind !== "stop") return;
  const show = l10n.t("Show A/B Test");
  const { reason } = stopped.action;
  const choice = await showWarningMessage(
    l10n.t("The A/B test {0} has ended. {1}", stopped.test, reason),
    show,
  );
  if (choice === show) {
    await runCommand("showAbTest", { folder: folder.uri.toString(), test: stopped.id });
  }
}
