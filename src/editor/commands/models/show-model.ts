import { l10n } from "vscode";
import { unknownModel } from "../../../core/models/decide-model.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import type { CommandArguments, ModelArgument } from "../../command-arguments.ts";
import type { Pages } from "../../panels/pages.ts";
import { targetModel } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";

/** “Show Model…”: the page of a model, of a row's or a page's, or of one chosen now. */
export async function showModel(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
  named?: ModelArgument,
): Promise<undefined> {
  if (named) {
    pages.show({ page: "model", ...named });
    return;
  }
  const target = await targetModel(registries, args, l10n.t("Show Model"), () => true);
  if (!target) return;
  const folder = target.in.folder.uri.toString();
  pages.show({ page: "model", folder, model: target.overview.model.name });
}

/**
 * Returns the arguments of a command that is called on a model.
 *
 * @throws RegistryError `unknown-model`
 */
export async function onModel(
  registries: Registries,
  { folder, model }: ModelArgument,
): Promise<CommandArguments> {
  const found = registries.at(folder);
  if (!found) return { rows: [] };
  const { models, policy } = await found.registry.call("overview", {});
  const overview = models.find((each) => each.model.name === model);
  if (!overview) throw new RegistryError(unknownModel(model));
  const row = {
    kind: "model",
    in: found,
    overview,
    label: model,
    policy: policy.policy,
    isCollapsed: false,
  } as const;
  return { row, rows: [row] };
}
