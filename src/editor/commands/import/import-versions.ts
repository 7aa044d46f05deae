import { l10n, type Uri, workspace } from "vscode";
import { restricted, RegistryError } from "../../../core/refusals/refusal.ts";
import { requireOnDisk } from "../../files/require-on-disk.ts";
import { showOpenDialog } from "../../messages.ts";
import { maxImportPaths } from "../../panels/page-subject.ts";
import type { Pages } from "../../panels/pages.ts";
import type { Registries } from "../../registries.ts";

/**
 * “Import Versions…” on folders and files of the Explorer, or on folders chosen in a dialog: a page
 * that shows what would be registered, in which order.
 */
export async function importVersions(
  registries: Registries,
  pages: Pages,
  given?: readonly Uri[],
): Promise<undefined> {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const uris = given ?? (await askForFolders());
  const [first] = uris ?? [];
  if (!uris || !first) return;
  requireOnDisk("import", uris);
  const found = registries.containing(first);
  if (!found || uris.some((uri) => registries.containing(uri) !== found)) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "import-not-in-one-folder",
      path: workspace.asRelativePath(first),
    });
  }
  if (uris.length > maxImportPaths) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "too-many-chosen",
      given: uris.length,
      most: maxImportPaths,
    });
  }
  pages.show({
    page: "import",
    folder: found.folder.uri.toString(),
    paths: uris.map((uri) => uri.fsPath),
  });
}

function askForFolders(): Thenable<readonly Uri[] | undefined> {
  const [folder] = workspace.workspaceFolders ?? [];
  return showOpenDialog({
    title: l10n.t("Import Versions: choose the folder in which they were kept"),
    openLabel: l10n.t("Preview Import"),
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    ...(folder && { defaultUri: folder.uri }),
  });
}
