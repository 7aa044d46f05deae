import { l10n } from "vscode";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { targetModel } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";

/** “Delete Model…”: deletes a model that has no versions, once it is confirmed. */
export async function deleteModel(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  const target = await targetModel(
    registries,
    args,
    l10n.t("Delete Model"),
    ({ model }) => model.versionCount === 0,
  );
  if (!target) return undefined;
  const { name } = target.overview.model;
  const answer = await confirmStep(l10n.t("Delete the model {0}?", name), {
    detail: l10n.t("It has no versions. A version registered under its name revives it."),
    verb: l10n.t("Delete"),
    safe: l10n.t("Keep Model"),
  });
  if (answer !== l10n.t("Delete")) return undefined;
  const event = await target.in.registry.call("deleteModel", { model: name });
  void showInformationMessage(l10n.t("The model {0} was deleted.", name));
  return event;
}
