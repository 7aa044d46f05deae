import { l10n, type QuickPickItem } from "vscode";
import { Alias, aliasRule } from "../../../core/model/markings.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";

/** Versions of a model that are looked at for their aliases. */
const mostVersions = 500;

interface AliasItem extends QuickPickItem {
  readonly alias: string;
}

/** “Set Alias…”: a new one, or one that leaves the version that has it. */
export async function setAlias(registries: Registries, args: CommandArguments): Promise<unknown> {
  const target = await targetVersion(registries, args, l10n.t("Set Alias"));
  if (!target) return undefined;
  const { version } = target;
  const taken = (await aliases(target.in, version)).filter(({ holder }) => holder !== version.id);
  const answer = await askForOne<AliasItem>({
    title: l10n.t("Set alias of {0}", versionTitle(version)),
    placeholder: l10n.t("Type a new alias, or choose one to move here ({0})", aliasRule),
    items: taken,
    fromText: (text) => {
      const parsed = Alias.safeParse(text.trim());
      return parsed.success && !taken.some(({ alias }) => alias === parsed.data)
        ? { label: parsed.data, description: l10n.t("a new alias"), alias: parsed.data }
        : undefined;
    },
  });
  if (typeof answer === "symbol") return undefined;
  const { alias } = answer;
  const event = await target.in.registry.call("setAlias", { version: version.id, alias });
  void showInformationMessage(
    "holder" in answer
      ? l10n.t(
          "{0}@{1} is {2} now, no longer {3}.",
          version.model,
          alias,
          versionTitle(version),
          answer.description ?? "",
        )
      : l10n.t("{0}@{1} is {2} now.", version.model, alias, versionTitle(version)),
  );
  return event;
}

/** “Remove Alias…”: the one that is called `name`, else one the person chooses. */
export async function removeAlias(
  registries: Registries,
  args: CommandArguments,
  name?: string,
): Promise<unknown> {
  const target = await targetVersion(
    registries,
    args,
    l10n.t("Remove Alias"),
    (version) => (version.aliases ?? []).length > 0,
  );
  if (!target) return undefined;
  const { version } = target;
  const own = (await aliases(target.in, version)).filter(({ holder }) => holder === version.id);
  const named = own.find(({ alias }) => alias === name);
  const answer =
    named ??
    (await askForOne<AliasItem>({
      title: l10n.t("Remove alias of {0}", versionTitle(version)),
      placeholder:
        own.length > 0 ? l10n.t("Choose the alias to remove") : l10n.t("It has no alias"),
      items: own.map(({ alias }) => ({ label: alias, alias })),
    }));
  if (typeof answer === "symbol") return undefined;
  const { alias } = answer;
  const event = await target.in.registry.call("removeAlias", { model: version.model, alias });
  void showInformationMessage(
    l10n.t("{0}@{1} was removed; it pointed to {2}.", version.model, alias, versionTitle(version)),
  );
  return event;
}

/** All aliases of a version's model, each with the version that it points to. */
async function aliases(
  { registry }: FolderRegistry,
  { model }: Version,
): Promise<readonly (AliasItem & { readonly holder: string })[]> {
  const versions = await registry.call("listVersions", { model, limit: mostVersions });
  return versions.flatMap((version) =>
    (version.aliases ?? []).map((alias) => ({
      label: alias,
      description: versionTitle(version),
      alias,
      holder: version.id,
    })),
  );
}
