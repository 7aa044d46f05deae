import type { MarkingSubject } from "../../core/decide-marking.ts";
import { versionTitle } from "../../core/version.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { isTreeNode } from "../tree/tree-nodes.ts";
import { targetVersion } from "./target.ts";

/** A model or a version that is written on. */
export interface LocatedSubject {
  readonly in: FolderRegistry;
  readonly subject: MarkingSubject;
  /** `fraud` or `fraud 5`. */
  readonly title: string;
}

/** What a command writes on: the model of its argument, else a version as `targetVersion` finds it. */
export async function targetSubject(
  registries: Registries,
  args: readonly unknown[],
  title: string,
): Promise<LocatedSubject | undefined> {
  const [argument] = args;
  if (isTreeNode(argument) && argument.kind === "model") {
    const { name } = argument.overview.model;
    return { in: argument.in, subject: { model: name }, title: name };
  }
  const found = await targetVersion(registries, args, title);
  if (!found) return undefined;
  const { version } = found;
  return {
    in: found.in,
    subject: { model: version.model, version: version.id },
    title: versionTitle(version),
  };
}
