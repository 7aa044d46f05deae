import { commands, l10n, Uri, workspace } from "vscode";
import type { ModelName } from "../../../core/model/ids.ts";
import { restricted, RegistryError } from "../../../core/refusals/refusal.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { requireOnDisk } from "../../files/require-on-disk.ts";
import { showInformationMessage, showSaveDialog } from "../../messages.ts";
import { targetModel } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { changelogUri } from "../../registry-documents.ts";
import { runWithProgress } from "../../run-with-progress.ts";
import { showError } from "../../show-error.ts";

/** “Show Changelog…”: what changed from version to version of a model, as Markdown. */
export async function showChangelog(
  registries: Registries,
  args: CommandArguments,
): Promise<ModelName | undefined> {
  const target = await targetModel(registries, args, l10n.t("Show Changelog"), () => true);
  if (!target) return undefined;
  const { name } = target.overview.model;
  const uri = changelogUri(target.in.folder.uri.toString(), name);
  await commands.executeCommand("markdown.showPreview", uri);
  void offerToSave(target.in, name).catch((error: unknown) =>
    showError(error, l10n.t("Save changelog")),
  );
  return name;
}

async function offerToSave({ folder, registry }: FolderRegistry, model: ModelName): Promise<void> {
  const choice = await showInformationMessage(
    l10n.t("The changelog of {0} follows its registry. To keep it as a file, save it.", model),
    l10n.t("Save…"),
  );
  if (!choice) return;
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const target = await showSaveDialog({
    title: l10n.t("Save the changelog of {0}", model),
    defaultUri: Uri.joinPath(folder.uri, "CHANGELOG.md"),
    filters: { Markdown: ["md"] },
  });
  if (!target) return;
  requireOnDisk("export", [target]);
  const { versions } = await runWithProgress(
    l10n.t("Writing the changelog of {0}", model),
    (task) => registry.call("exportChangelog", { model, path: target.fsPath }, task),
  );
  const open = await showInformationMessage(
    versions === 1
      ? l10n.t("Saved 1 version to {0}.", workspace.asRelativePath(target))
      : l10n.t("Saved {0} versions to {1}.", versions, workspace.asRelativePath(target)),
    l10n.t("Open File"),
  );
  if (open) await commands.executeCommand("vscode.open", target);
}
