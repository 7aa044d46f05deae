import { l10n } from "vscode";
import type { ImportReport, ImportResult } from "../../../webview/import/protocol.ts";
import { importReportText } from "../../core/import/import-report-text.ts";
import { versionTitle } from "../../core/state/version.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";

type Registered = Extract<ImportResult, { kind: "registered" }>;

/** Shows a notification about an import, with a button for the likely next step. */
export async function tellImported(
  { folder }: FolderRegistry,
  report: ImportReport,
): Promise<void> {
  const registered = report.results.filter(
    (result): result is Registered => result.kind === "registered",
  );
  const current = registered.find(({ isCurrent }) => isCurrent);
  const shown = current ?? registered.at(-1);
  const show = shown && l10n.t("Show {0}", versionTitle(shown.version));
  const promote = current && l10n.t("Promote {0}…", versionTitle(current.version));
  const buttons = [show, promote].filter((button) => button !== undefined);
  const isWhole = !report.stopped && report.results.every(({ kind }) => kind !== "failed");
  const speak = isWhole ? showInformationMessage : showWarningMessage;
  const choice = await speak(importReportText(report), ...buttons);
  if (choice === undefined || !shown) return;
  await runCommand(choice === show ? "showVersion" : "promote", {
    folder: folder.uri.toString(),
    version: shown.version.id,
  });
}
