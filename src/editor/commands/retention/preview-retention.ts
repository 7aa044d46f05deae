import { l10n } from "vscode";
import type { CommandArguments } from "../../command-arguments.ts";
import type { Pages } from "../../panels/pages.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import type { Registries } from "../../registries.ts";

/** “Preview Retention…”: what the policy would archive and delete, of a model or of all of them. */
export async function previewRetention(
  registries: Registries,
  pages: Pages,
  { row }: CommandArguments,
): Promise<undefined> {
  if (row?.kind === "model") {
    const { name } = row.overview.model;
    pages.show({ page: "retention", folder: row.in.folder.uri.toString(), model: name });
    return;
  }
  const found = await pickFolder(registries, l10n.t("Preview Retention"));
  if (found) pages.show({ page: "retention", folder: found.folder.uri.toString() });
}
