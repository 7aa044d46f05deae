import { commands, l10n, Uri, workspace } from "vscode";
import type { SavedForm } from "../../../webview/lineage/protocol.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { requireOutsideRegistries } from "../../registry/files/output-path.ts";
import { requireOnDisk } from "../files/require-on-disk.ts";
import { showInformationMessage, showSaveDialog } from "../messages.ts";
import type { FolderRegistry } from "../registries.ts";

const forms: Readonly<Record<SavedForm, { readonly name: string; readonly extension: string }>> = {
  png: { name: "PNG", extension: "png" },
  svg: { name: "SVG", extension: "svg" },
  json: { name: "JSON", extension: "json" },
  mermaid: { name: "Mermaid", extension: "mmd" },
};

/**
 * Writes what a lineage page has drawn to a file that the person names.
 *
 * @param content text, or for a picture base64
 * @throws RegistryError `read-only` in Restricted Mode, `file-problem`
 */
export async function saveLineage(
  { folder }: FolderRegistry,
  form: SavedForm,
  content: string,
): Promise<void> {
  if (!workspace.isTrusted) {
    throw new RegistryError({ code: "read-only", reason: "export-restricted", subject: "lineage" });
  }
  const { name, extension } = forms[form];
  const target = await showSaveDialog({
    title: l10n.t("Export the lineage as {0}", name),
    saveLabel: l10n.t("Export"),
    defaultUri: Uri.joinPath(folder.uri, `lineage.${extension}`),
    filters: { [name]: [extension] },
  });
  if (!target) return;
  requireOnDisk("export", [target]);
  await requireOutsideRegistries(target.fsPath);
  await workspace.fs.writeFile(target, Buffer.from(content, form === "png" ? "base64" : "utf8"));
  void tellExported(target);
}

async function tellExported(target: Uri): Promise<void> {
  const text = l10n.t("Exported the lineage to {0}.", workspace.asRelativePath(target));
  const choice = await showInformationMessage(text, l10n.t("Open File"));
  if (choice) await commands.executeCommand("vscode.open", target);
}
