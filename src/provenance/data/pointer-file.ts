import { lstat, readlink, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readAnnexPointer } from "../../core/pointers/annex-pointer.ts";
import {
  fetchCommand,
  isDvcFileName,
  maxPointerSize,
  readPointer,
  type Pointer,
} from "../../core/pointers/pointer.ts";
import type { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem } from "../files/file-problem.ts";
import { openRegularFile } from "../files/open-regular-file.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";

/**
 * Returns what a file stands for, if it is a pointer of Git LFS, DVC or git-annex: by its content,
 * or as a link into git-annex whose content was not fetched.
 *
 * @param path absolute
 */
export async function pointerAt(path: string): Promise<Pointer | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) {
    const target = await readlink(path).catch(() => "");
    return readAnnexPointer(target);
  }
  if (!stats?.isFile() || stats.size > maxPointerSize) return undefined;
  return readPointer(basename(path), await textOf(path, stats.size));
}

/**
 * Returns what a file stands for, if it is a pointer and the bytes are not where they should be.
 */
export async function unfetchedAt(path: string): Promise<Pointer | undefined> {
  const pointer = await pointerAt(path);
  if (!pointer) return undefined;
  const { tool, target } = pointer;
  const isElsewhere = tool === "DVC" || (await lstat(path)).isSymbolicLink();
  const bytes = join(dirname(path), target ?? basename(path));
  return isElsewhere && (await isThere(bytes)) ? undefined : pointer;
}

/** Returns true if the path exists; links are followed. */
function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function textOf(path: string, size: number): Promise<string> {
  const about = { file: basename(path), advice: "check-permission" } as const;
  await using file = await openRegularFile(path, { ...about, noFollow: true });
  const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
  return buffer.toString("utf8", 0, bytesRead);
}

/** A pointer, and its path. */
export interface PointerFile {
  /** Absolute. */
  readonly path: string;
  readonly pointer: Pointer;
}

/** Maximum number of pointers that a command names one by one; for more it names their folder. */
const maxNamed = 5;

/**
 * Returns the command that fetches what pointers stand for, as it is run in the workspace folder:
 * of several tools or repositories, for those of the first.
 *
 * @param workspace absolute, links resolved
 */
export async function fetchCommandFor(
  workspace: string,
  pointers: readonly [PointerFile, ...PointerFile[]],
): Promise<string> {
  const { tool } = pointers[0].pointer;
  const root = await repositoryOf(workspace, pointers[0]);
  const paths: string[] = [];
  for (const each of pointers) {
    if (each.pointer.tool === tool && (await repositoryOf(workspace, each)) === root) {
      paths.push(each.path);
    }
  }
  // From below its top a tool finds the repository itself; git-annex and DVC then count from there.
  const isAround = isInside(slashRelative(root, workspace));
  const base = isAround && tool !== "Git LFS" ? workspace : root;
  const isFolder = paths.length > maxNamed;
  return fetchCommand(tool, {
    paths: (isFolder ? [commonFolder(paths)] : paths).map(
      (path) => slashRelative(base, path) || ".",
    ),
    isFolder,
    ...(!isAround && { folder: slashRelative(workspace, root) }),
  });
}

/** @returns a `file-problem` that says which command fetches the bytes */
export async function pointerRefusal(
  workspace: string,
  pointers: readonly [PointerFile, ...PointerFile[]],
): Promise<RegistryError> {
  const [{ path, pointer }, ...others] = pointers;
  const shown = slashRelative(workspace, path);
  const { tool, target, size } = pointer;
  return fileProblem({
    file: isInside(shown) ? shown : path,
    fault: {
      kind: "pointer",
      tool,
      ...(target !== undefined && { target }),
      ...(size !== undefined && { size }),
      others: others.length,
    },
    advice: { fetch: await fetchCommandFor(workspace, pointers) },
  });
}

async function repositoryOf(workspace: string, { path, pointer }: PointerFile): Promise<string> {
  const marker = pointer.tool === "DVC" ? ".dvc" : ".git";
  return (await nearestWith(dirname(path), marker)) ?? workspace;
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? "");
  while (!paths.every((path) => isInside(slashRelative(folder, path)))) folder = dirname(folder);
  return folder;
}

/**
 * Returns the file or folder that a `.dvc` file stands for, absolute; undefined if it is no such
 * file, or names one outside of its own folder and the workspace.
 */
export async function dvcTarget(workspace: string, path: string): Promise<string | undefined> {
  if (!isDvcFileName(path)) return undefined;
  const pointer = await pointerAt(path);
  if (pointer?.target === undefined) return undefined;
  const target = join(dirname(path), pointer.target);
  const isNear = [dirname(path), workspace].some((folder) =>
    isInside(slashRelative(folder, target)),
  );
  return isNear ? target : undefined;
}

async function nearestWith(start: string, name: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await lstat(join(folder, name)).catch(() => undefined)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
