import { l10n } from "vscode";
import { evidenceText } from "../../core/events/monitoring-title.ts";
import type { MonitorReport } from "../../registry/monitoring/monitor.ts";
import { showWarningMessage } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";

/** Notifies of a rollback that an evaluation has made or was refused. */
export async function notifyOfRollbacks(
  { folder }: FolderRegistry,
  { rollbacks }: MonitorReport,
): Promise<void> {
  const [first] = rollbacks;
  if (!first) return;
  const { alert, event, restored = "", problem = "" } = first;
  const { rule, stage, model, evidence } = alert.data;
  const at = folder.uri.toString();
  const [write, show] = [l10n.t("Write Incident Report…"), l10n.t("Show Monitoring")];
  const choice = event
    ? await showWarningMessage(
        l10n.t(
          "{0} is back in {1} by the alert “{2}”. {3}",
          restored,
          stage,
          rule,
          evidenceText(evidence),
        ),
        write,
        show,
      )
    : await showWarningMessage(
        l10n.t("{0} was not rolled back for the alert “{1}”: {2}", model, rule, problem),
        show,
      );
  if (choice === show) await runCommand("showMonitoring", { folder: at });
  if (choice === write && event) {
    await runCommand("saveIncidentReport", { folder: at, version: event.data.version });
  }
}
