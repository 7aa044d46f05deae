import { l10n } from "vscode";
import { readModelName } from "../../../core/models/model-name.ts";
import { showInformationMessage } from "../../messages.ts";
import { askForText } from "../../pickers/ask.ts";
import { multiStepInput } from "../../pickers/multi-step-input.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { sentencesOf } from "../../refusals/refusal-words.ts";
import type { Registries } from "../../registries.ts";

interface Draft {
  readonly name: string;
  readonly description: string;
}

/** “Create Model…”: a model that has no version yet. The name is checked as it is typed. */
export async function createModel(registries: Registries): Promise<unknown> {
  const title = l10n.t("Create Model");
  const found = await pickFolder(registries, title);
  if (!found) return undefined;
  const { models } = await found.registry.call("overview", {});
  const taken = new Set(models.map(({ model }) => model.name));
  const answer = await multiStepInput<Draft>(title, { name: "", description: "" }, [
    async (draft, place) => {
      const name = await askForText({
        ...place,
        prompt: l10n.t(
          "Enter a name, for example fraud-detection. Registering a version also creates its model.",
        ),
        value: draft.name,
        problem: (text) => modelNameProblem(text, taken),
      });
      return typeof name === "symbol" ? name : { ...draft, name };
    },
    async (draft, place) => {
      const description = await askForText({
        ...place,
        prompt: l10n.t("Description (optional): what is the model for? Press Enter to continue"),
        value: draft.description,
        problem: (text) => (text.length > 5000 ? l10n.t("At most 5,000 characters.") : undefined),
      });
      return typeof description === "symbol" ? description : { ...draft, description };
    },
  ]);
  if (!answer) return undefined;
  const description = answer.description.trim();
  const event = await found.registry.call("createModel", {
    name: answer.name,
    ...(description !== "" && { description }),
  });
  void showInformationMessage(
    l10n.t("The model {0} was created. It has no versions yet.", event.data.name),
  );
  return event;
}

/** Returns why a text can't be the name of a model, if it can't. */
export function modelNameProblem(text: string, taken: ReadonlySet<string>): string | undefined {
  const read = readModelName(text);
  if ("code" in read) return sentencesOf(read);
  return taken.has(read.name)
    ? l10n.t("There is a model named {0}. Choose another name.", read.name)
    : undefined;
}
