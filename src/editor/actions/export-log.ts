import { commands, l10n, Uri, workspace } from "vscode";
import type { LogFormat } from "../../core/audit/log-export.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { AuditFilter } from "../../registry/audit/audit-trail.ts";
import { requireOnDisk } from "../files/require-on-disk.ts";
import { showInformationMessage, showSaveDialog } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

const formatNames: Readonly<Record<LogFormat, string>> = { json: "JSON", csv: "CSV" };

/** Writes the events that a filter lets through to a file that the person names. */
export async function exportLog(
  { folder, registry }: FolderRegistry,
  filter: AuditFilter,
  format: LogFormat,
): Promise<void> {
  if (!workspace.isTrusted) {
    throw new RegistryError({
      code: "read-only",
      reason: "export-restricted",
      subject: "audit-trail",
    });
  }
  const name = formatNames[format];
  const target = await showSaveDialog({
    title: l10n.t("Export the audit trail as {0}", name),
    saveLabel: l10n.t("Export"),
    defaultUri: Uri.joinPath(folder.uri, `audit-trail.${format}`),
    filters: { [name]: [format] },
  });
  if (!target) return;
  requireOnDisk("export", [target]);
  const { events } = await runWithProgress(l10n.t("Exporting the audit trail"), (task) =>
    registry.call("exportLog", { filter, format, path: target.fsPath }, task),
  );
  void tellExported(target, events);
}

async function tellExported(target: Uri, events: number): Promise<void> {
  const path = workspace.asRelativePath(target);
  const choice = await showInformationMessage(
    events === 1
      ? l10n.t("Exported 1 event to {0}.", path)
      : l10n.t("Exported {0} events to {1}.", formatNumber(events), path),
    l10n.t("Open File"),
  );
  if (choice) await commands.executeCommand("vscode.open", target);
}
