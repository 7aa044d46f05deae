import { commands, FileSystemError, FileType, l10n, type Uri, workspace } from "vscode";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { requireOnDisk } from "../../files/require-on-disk.ts";
import { showOpenDialog } from "../../messages.ts";
import { modelFileEditor } from "../../panels/model-file-editor.ts";
import type { Pages } from "../../panels/pages.ts";

/** “Inspect Model File”: opens the page about a file or folder, registered or not. */
export async function inspectModel(
  pages: Pages,
  [clicked]: readonly Uri[] = [],
): Promise<undefined> {
  const uri = clicked ?? (await askForFile());
  if (!uri) return;
  requireOnDisk("inspect", [uri]);
  const type = await typeOf(uri);
  if ((type & FileType.Directory) === 0) {
    await commands.executeCommand("vscode.openWith", uri, modelFileEditor);
    return;
  }
  const folder = workspace.getWorkspaceFolder(uri)?.uri.toString() ?? "";
  pages.show({ page: "inspect", folder, path: uri.fsPath });
}

async function typeOf(uri: Uri): Promise<FileType> {
  try {
    return (await workspace.fs.stat(uri)).type;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new RegistryError({
      code: "file-problem",
      reason: "nothing-to-inspect",
      path: workspace.asRelativePath(uri),
    });
  }
}

async function askForFile(): Promise<Uri | undefined> {
  const [folder] = workspace.workspaceFolders ?? [];
  const [uri] =
    (await showOpenDialog({
      title: l10n.t("Inspect Model File"),
      openLabel: l10n.t("Inspect"),
      canSelectFolders: false,
      ...(folder && { defaultUri: folder.uri }),
    })) ?? [];
  return uri;
}
