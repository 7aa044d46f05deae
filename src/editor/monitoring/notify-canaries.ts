import { l10n } from "vscode";
import type { MonitorReport } from "../../registry/monitoring/monitor.ts";
import { showWarningMessage } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";

/** Notifies of each canary that an evaluation has stopped. */
export async function notifyOfCanaries(
  folder: FolderRegistry,
  { canaries }: Pick<MonitorReport, "canaries">,
): Promise<void> {
  await Promise.all(canaries.map((each) => notifyOf(folder, each)));
}

async function notifyOf(
  { folder }: FolderRegistry,
  { id, test, action, isRecorded }: MonitorReport["canaries"][number],
): Promise<void> {
  if (action.kind !== "stop" || !isRecorded) return;
  const show = l10n.t("Show A/B Test");
  const text = l10n.t("The A/B test {0} has ended. {1}", test, action.reason);
  const choice = await showWarningMessage(text, show);
  if (choice === show) await runCommand("showAbTest", { folder: folder.uri.toString(), test: id });
}
