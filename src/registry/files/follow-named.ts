import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { followFoundLink } from "../../inspect/sources/found-link.ts";
import { dvcTarget, pointerRefusal, unfetchedAt } from "../../provenance/data/pointer-file.ts";
import { fileProblem } from "../../provenance/files/file-problem.ts";
import { openFault } from "../../provenance/files/open-regular-file.ts";

/** A path that a person named, and where it leads. */
export interface NamedPath {
  /** As it is shown: a link keeps its name; of a `.dvc` file, what it stands for. Absolute. */
  readonly path: string;
  /** The file or folder itself, links resolved. */
  readonly real: string;
}

/**
 * Follows a path that a person named: a link to wherever it leads, a `.dvc` file to what it stands
 * for.
 *
 * @param path absolute
 * @throws RegistryError `file-problem` if it leads nowhere, or if the bytes were not fetched
 */
export async function followNamed(workspace: string, path: string): Promise<NamedPath> {
  const pointer = await unfetchedAt(path);
  if (pointer && (pointer.tool === "DVC" || (await lstat(path)).isSymbolicLink())) {
    throw await pointerRefusal(workspace, [{ path, pointer }]);
  }
  const target = await dvcTarget(workspace, path);
  if (target === undefined) return { path, real: await resolved(path) };
  return { path: target, real: await throughDvc(workspace, dirname(path), target) };
}

/** Follows what a `.dvc` file names, which the repository chose and not the person. */
async function throughDvc(workspace: string, folder: string, target: string): Promise<string> {
  const found = await followFoundLink(target, folder, workspace);
  if ("file" in found) return found.file;
  const real = await resolved(target);
  if (real === join(await resolved(folder), relative(folder, target))) return real;
  throw fileProblem({
    file: basename(target),
    fault: { kind: found.fault },
    advice: "name-itself",
  });
}

/** Returns the path without links; of what is not there, the path itself. */
async function resolved(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!(await lstat(path).catch(() => undefined))?.isSymbolicLink()) return path;
    throw fileProblem({
      file: basename(path),
      fault: await openFault(path, error),
      advice: "check-target",
      cause: error,
    });
  }
}
