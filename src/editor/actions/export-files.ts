import { commands, l10n, Uri, workspace } from "vscode";
import { requireOnDisk } from "../files/require-on-disk.ts";
import { confirmStep, showInformationMessage, showOpenDialog } from "../messages.ts";

/** Asks for the folder to export to. */
export async function askForFolder(title: string, start: Uri): Promise<Uri | undefined> {
  const [destination] =
    (await showOpenDialog({
      title,
      openLabel: l10n.t("Export Here"),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: start,
    })) ?? [];
  if (destination) requireOnDisk("export", [destination]);
  return destination;
}

/** Returns those of some paths at which the folder has something already. */
export async function presentFiles(
  destination: Uri,
  paths: readonly string[],
): Promise<readonly string[]> {
  const present: string[] = [];
  for (const path of paths) {
    const found = await workspace.fs.stat(Uri.joinPath(destination, path)).then(
      () => true,
      () => false,
    );
    if (found) present.push(path);
  }
  return present;
}

/** Asks whether files that are there may be replaced. */
export async function mayReplace(destination: Uri, present: readonly string[]): Promise<boolean> {
  const shown = present.slice(0, 5).join(", ");
  const more = present.length - 5;
  const question =
    more > 0 ? l10n.t("Replace {0} and {1} more?", shown, more) : l10n.t("Replace {0}?", shown);
  const verb = l10n.t("Replace");
  const answer = await confirmStep(question, {
    detail: l10n.t("Files of that name are in {0} already.", destination.fsPath),
    verb,
    safe: present.length === 1 ? l10n.t("Keep File") : l10n.t("Keep Files"),
  });
  return answer === verb;
}

/** Says that files were exported, and where. */
export async function tellExported(
  what: string,
  destination: Uri,
  [first]: readonly string[],
): Promise<void> {
  const choice = await showInformationMessage(
    l10n.t("Exported {0} to {1}, verified.", what, workspace.asRelativePath(destination)),
    l10n.t("Show in Explorer"),
  );
  if (choice && first) await commands.executeCommand("revealInExplorer", Uri.file(first));
}
