import { l10n } from "vscode";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { askForText } from "../../pickers/ask.ts";
import { targetModel } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { modelNameProblem } from "./create-model.ts";

/** “Rename Model…”: the name is checked as it is typed. */
export async function renameModel(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  const target = await targetModel(registries, args, l10n.t("Rename Model"), () => true);
  if (!target) return undefined;
  const { registry } = target.in;
  const { name } = target.overview.model;
  const { models } = await registry.call("overview", {});
  const taken = new Set(models.map(({ model }) => model.name).filter((other) => other !== name));
  const answer = await askForText({
    title: l10n.t("Rename {0}", name),
    prompt: l10n.t(
      "Enter a new name, for example fraud-detection. The former name still finds the model.",
    ),
    value: name,
    problem: (text) => modelNameProblem(text, taken),
  });
  if (typeof answer === "symbol" || answer.trim() === name) return undefined;
  const event = await registry.call("renameModel", { model: name, to: answer });
  void showInformationMessage(l10n.t("{0} is called {1} now.", event.data.from, event.data.to));
  return event;
}
