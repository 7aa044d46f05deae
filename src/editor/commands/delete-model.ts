import type { CommandArguments } from "../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../messages.ts";
import { targetModel } from "../pickers/target.ts";
import type { Registries } from "../registries.ts";

/** “Delete Model…”: deletes a model that has no versions, once it is confirmed. */
export async function deleteModel(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  const target = await targetModel(
    registries,
    args,
    "Delete Model",
    ({ model }) => model.versionCount === 0,
  );
  if (!target) return undefined;
  const { name } = target.overview.model;
  const answer = await confirmStep(`Delete the model ${name}?`, {
    detail: "It has no versions. A version registered under its name revives it.",
    verb: "Delete",
    safe: "Keep Model",
  });
  if (answer !== "Delete") return undefined;
  const event = await target.in.registry.call("deleteModel", { model: name });
  void showInformationMessage(`The model ${name} was deleted.`);
  return event;
}
