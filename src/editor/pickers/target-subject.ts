import type { MarkingSubject } from "../../core/annotations/decide-marking.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { CommandArguments } from "../command-arguments.ts";
import type { TreeNode } from "../nodes/tree-nodes.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import type { Located } from "./pick-version.ts";
import { targetVersion } from "./target.ts";

/** A model or a version that is written on. */
export interface LocatedSubject {
  readonly in: FolderRegistry;
  readonly subject: MarkingSubject;
  /** `fraud` or `fraud 5`. */
  readonly title: string;
}

/** Returns what a row of the tree stands for, if that can be written on. */
export function subjectOf(node: TreeNode): LocatedSubject | undefined {
  if (node.kind === "model") {
    const { name } = node.overview.model;
    return { in: node.in, subject: { model: name }, title: name };
  }
  return node.kind === "version" ? versionSubject(node) : undefined;
}

/**
 * Returns the model or version to annotate: the model of the command's argument, else a version as
 * `targetVersion` finds it.
 */
export async function targetSubject(
  registries: Registries,
  args: CommandArguments,
  title: string,
): Promise<LocatedSubject | undefined> {
  const known = args.row && subjectOf(args.row);
  if (known) return known;
  const found = await targetVersion(registries, args, title);
  return found && versionSubject(found);
}

function versionSubject({ in: folder, version }: Located): LocatedSubject {
  return {
    in: folder,
    subject: { model: version.model, version: version.id },
    title: versionTitle(version),
  };
}
