import { l10n } from "vscode";
import { conflictRemedyText } from "../../../core/state/merge-conflict.ts";
import type { ListedConflict } from "../../../registry/audit/list-conflicts.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import type { Pages } from "../../panels/pages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { nothingToChoose } from "../../pickers/pick-version.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";

interface ConflictItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly folder: FolderRegistry;
  readonly conflict: ListedConflict;
}

/**
 * “Show Conflicts”: what merging the ledger files of several clones settled, each with the command
 * that changes it; of the folder of a row, or of all. Opens the page of the version that is chosen.
 */
export async function showConflicts(
  registries: Registries,
  pages: Pages,
  { row }: CommandArguments,
): Promise<undefined> {
  const title = l10n.t("Show Conflicts");
  const folders = row ? [row.in] : registries.all();
  const lists = await Promise.all(folders.map((folder) => itemsOf(folder)));
  const items = lists.flat();
  if (items.length === 0) {
    nothingToChoose(title, l10n.t("Merging ledger files of other clones has left no conflicts."));
    return;
  }
  const answer = await askForOne({
    title,
    placeholder: l10n.t("Choose a conflict to show its version"),
    items,
    isAnswer: ({ conflict }) => conflict.isLiving,
  });
  if (typeof answer === "symbol") return;
  const { folder, conflict } = answer;
  pages.show({
    page: "version",
    folder: folder.folder.uri.toString(),
    version: conflict.version,
  });
}

async function itemsOf(folder: FolderRegistry): Promise<readonly ConflictItem[]> {
  const conflicts = await folder.registry.call("listConflicts", {});
  return conflicts.map((conflict) => ({
    label: conflict.title,
    description: conflict.text,
    detail:
      conflict.remedy === undefined
        ? l10n.t("There is no command that changes it now")
        : conflictRemedyText(conflict.remedy),
    folder,
    conflict,
  }));
}
