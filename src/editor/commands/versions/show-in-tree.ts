import { l10n } from "vscode";
import { versionTitle } from "../../../core/state/version.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import type { ModelsTree } from "../../tree/models-tree.ts";

/** Selects the row of a version and expands its parents (“Show in Sidebar”). */
export async function showInTree(
  registries: Registries,
  tree: ModelsTree,
  args: CommandArguments,
): Promise<boolean> {
  const target = await targetVersion(registries, args, l10n.t("Show in Sidebar"));
  if (!target) return false;
  if (await tree.reveal(target.version, { focus: true })) return true;
  const clear = l10n.t("Clear Filter");
  const choice = await showInformationMessage(
    l10n.t("The filter of the sidebar leaves out {0}.", versionTitle(target.version)),
    clear,
  );
  if (choice !== clear) return false;
  await tree.arrange({ filter: "" });
  return tree.reveal(target.version, { focus: true });
}
