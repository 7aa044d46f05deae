import type { Version } from "../../core/version.ts";
import { isTreeNode, type TreeNode } from "../nodes/tree-nodes.ts";
import type { Registries } from "../registries.ts";
import {
  pickModel,
  pickVersion,
  type IsOffered,
  type Located,
  type LocatedModel,
} from "./pick-version.ts";

/** Argument that a page gives a command: a version of the registry of a folder. */
export interface VersionArgument {
  readonly folder: string;
  readonly version: string;
  /** One of its requests for approval. */
  readonly request?: string;
}

/** The nodes a command was called on: the selection, or the one node, or none from the palette. */
export function nodesOf(args: readonly unknown[]): readonly TreeNode[] {
  const [node, selection] = args;
  const nodes = Array.isArray(selection) ? selection : [node];
  return nodes.filter(isTreeNode);
}

/** The version a command is about: that of its argument, else one the person chooses. */
export async function targetVersion(
  registries: Registries,
  args: readonly unknown[],
  title: string,
  isOffered?: IsOffered,
): Promise<Located | undefined> {
  const [argument] = args;
  if (isTreeNode(argument)) {
    if (argument.kind === "version" || argument.kind === "artifact") return argument;
    if (argument.kind === "model" && argument.overview.latest) {
      return { in: argument.in, version: argument.overview.latest };
    }
  }
  if (isVersionArgument(argument)) {
    const found = registries.at(argument.folder);
    const version = found && (await versionById(found, argument.version));
    if (found && version) return { in: found, version };
  }
  return pickVersion(registries, title, isOffered);
}

/** The model a command is about: that of its argument, else one the person chooses. */
export async function targetModel(
  registries: Registries,
  args: readonly unknown[],
  title: string,
  isOffered: (overview: LocatedModel["overview"]) => boolean,
): Promise<LocatedModel | undefined> {
  const [argument] = args;
  if (isTreeNode(argument) && argument.kind === "model") return argument;
  const located =
    (isTreeNode(argument) && argument.kind === "version") || isVersionArgument(argument)
      ? await targetVersion(registries, args, title)
      : undefined;
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

/** Returns true if a command's argument is a version in the form that pages use. */
export function isVersionArgument(value: unknown): value is VersionArgument {
  return (
    typeof value === "object" &&
    value !== null &&
    "folder" in value &&
    typeof value.folder === "string" &&
    "version" in value &&
    typeof value.version === "string" &&
    (!("request" in value) || typeof value.request === "string")
  );
}
