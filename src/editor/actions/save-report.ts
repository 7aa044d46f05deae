import { commands, env, l10n, UIKind, Uri, workspace } from "vscode";
import { restricted, RegistryError } from "../../core/refusals/refusal.ts";
import { formatNames, reportFormats, type ReportFormat } from "../../core/reports/report-format.ts";
import { fileNameOf } from "../../core/reports/report-texts.ts";
import type { ReportSubject } from "../../registry/reports/make-report.ts";
import { requireOnDisk } from "../files/require-on-disk.ts";
import { showInformationMessage, showSaveDialog } from "../messages.ts";
import { askForOne } from "../pickers/ask.ts";
import type { FolderRegistry } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

/** A report to save. */
export interface WantedReport {
  /** Title of the questions: `Save report on fraud 5`. */
  readonly title: string;
  /** Suggested name of the file, without its ending: `fraud 5 report`. */
  readonly name: string;
  readonly subject: ReportSubject;
}

/** Returns what a format is good for. */
function formatUse(format: ReportFormat): string {
  switch (format) {
    case "html":
      return l10n.t("One file with charts, to read in a browser, send or print");
    case "md":
      return l10n.t("For pull requests, wikis and documentation");
    case "csv":
      return l10n.t("The tables, for a spreadsheet");
    case "json":
      return l10n.t("All data, for programs");
  }
}

/**
 * Asks for a format and a place, writes the report there and opens it. A model card has one form of
 * its own and is not asked for.
 *
 * @returns the file; undefined if the person changed their mind
 */
export async function saveReport(
  { folder, registry }: FolderRegistry,
  { title, name, subject }: WantedReport,
): Promise<Uri | undefined> {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const format = await askForFormat(title, subject);
  if (!format) return undefined;
  const file = await showSaveDialog({
    title,
    defaultUri: Uri.joinPath(folder.uri, `${fileNameOf(name)}.${format}`),
    filters: { [formatNames[format]]: [format] },
  });
  if (!file) return undefined;
  requireOnDisk("write", [file]);
  await runWithProgress(title, (task) =>
    registry.call(
      "saveReport",
      { file: { path: file.fsPath, replace: true }, report: { ...subject, format } },
      task,
    ),
  );
  await openReport(file, format);
  return file;
}

async function askForFormat(
  title: string,
  { kind }: ReportSubject,
): Promise<ReportFormat | undefined> {
  if (kind === "card") return "md";
  const formats = reportFormats.filter((format) => format !== "csv" || kind === "comparison");
  const answer = await askForOne({
    title,
    placeholder: l10n.t("Choose a format"),
    items: formats.map((format) => ({
      label: formatNames[format],
      detail: formatUse(format),
      format,
    })),
  });
  return typeof answer === "symbol" ? undefined : answer.format;
}

/** Markdown opens as a preview, HTML in the browser where there is one, the rest as text. */
async function openReport(file: Uri, format: ReportFormat): Promise<void> {
  const where = workspace.asRelativePath(file);
  const isOpen = format === "html" && (await openInBrowser(file));
  if (format === "md") await commands.executeCommand("markdown.showPreview", file);
  else if (!isOpen) await commands.executeCommand("vscode.open", file);
  void tell(l10n.t("Saved {0}.", where), file, isOpen || format === "md");
}

/** The browser of another machine than the file's can't open it. */
async function openInBrowser(file: Uri): Promise<boolean> {
  if (env.uiKind !== UIKind.Desktop || env.remoteName !== undefined) return false;
  return env.openExternal(file);
}

async function tell(text: string, file: Uri, isElsewhere: boolean): Promise<void> {
  const buttons = isElsewhere ? [l10n.t("Open as Text")] : [];
  const choice = await showInformationMessage(text, ...buttons);
  if (choice) await commands.executeCommand("vscode.open", file);
}
