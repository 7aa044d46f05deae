import { l10n } from "vscode";
import { figureText } from "../../core/events/monitoring-title.ts";
import type { MonitorReport } from "../../registry/monitoring/monitor.ts";
import { showInformationMessage } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";

/** Notifies, with its figures, of each rollback that an evaluation has found complete. */
export async function notifyOfCompletions(
  folder: FolderRegistry,
  { completed }: Pick<MonitorReport, "completed">,
): Promise<void> {
  await Promise.all(completed.map((each) => notifyOf(folder, each)));
}

async function notifyOf(
  { folder }: FolderRegistry,
  { data }: MonitorReport["completed"][number],
): Promise<void> {
  const { model, version, stage, figures } = data;
  const found = figures.flatMap((each) => figureText(each) ?? []).join(" · ");
  const show = l10n.t("Show Version");
  const choice = await showInformationMessage(
    found === ""
      ? l10n.t("Rollback complete: {0} in {1}.", model, stage)
      : l10n.t("Rollback complete: {0} in {1}. {2}", model, stage, found),
    show,
  );
  if (choice === show) await runCommand("showVersion", { folder: folder.uri.toString(), version });
}
