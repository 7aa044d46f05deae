import type { Version } from "../../core/state/version.ts";
import type { CommandArguments } from "../command-arguments.ts";
import type { Registries } from "../registries.ts";
import {
  pickModel,
  pickVersion,
  type IsOffered,
  type Located,
  type LocatedModel,
} from "./pick-version.ts";

/** The version a command is about: that of its argument, else one the person chooses. */
export async function targetVersion(
  registries: Registries,
  args: CommandArguments,
  title: string,
  isOffered?: IsOffered,
): Promise<Located | undefined> {
  const { row, version: named } = args;
  if (row?.kind === "version" || row?.kind === "artifact") return row;
  if (row?.kind === "model" && row.overview.latest) {
    return { in: row.in, version: row.overview.latest };
  }
  if (named) {
    const found = registries.at(named.folder);
    const version = found && (await versionById(found, named.version));
    if (found && version) return { in: found, version };
  }
  return pickVersion(registries, title, isOffered);
}

/** The model a command is about: that of its argument, else one the person chooses. */
export async function targetModel(
  registries: Registries,
  args: CommandArguments,
  title: string,
  isOffered: (overview: LocatedModel["overview"]) => boolean,
): Promise<LocatedModel | undefined> {
  const { row, version } = args;
  if (row?.kind === "model") return row;
  const located =
    row?.kind === "version" || version ? await targetVersion(registries, args, title) : undefined;
  if (!located) return pickModel(registries, title, isOffered);
  const { models } = await located.in.registry.call("overview", {});
  const overview = models.find(({ model }) => model.name === located.version.model);
  return overview && { in: located.in, overview };
}

async function versionById(
  { registry }: Located["in"],
  reference: string,
): Promise<Version | undefined> {
  return registry.call("findVersion", { reference });
}
