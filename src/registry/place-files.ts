import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isPortablePath } from "../core/artifact.ts";
import { RegistryError } from "../core/refusal.ts";
import { syncFolder } from "../storage/atomic-file.ts";
import { isErrno } from "../storage/errno.ts";
import { requireRealFolder } from "../storage/registry-paths.ts";

/**
 * Makes several files below a folder, all or none: `write` fills each under a temporary name, and
 * when the last is written they are moved to their places. Folders on the way that are links are
 * refused, so that nothing is written elsewhere than it seems.
 *
 * @returns their absolute paths
 * @throws RegistryError `file-problem`
 */
export async function placeFiles<T extends { readonly path: string }>(
  destination: string,
  files: readonly T[],
  write: (file: T, temporary: string) => Promise<void>,
): Promise<readonly string[]> {
  const made = await makeFolder(destination);
  const staging = join(destination, `.${randomUUID()}.tmp`);
  try {
    await mkdir(staging);
    for (const [index, file] of files.entries()) {
      // Parsed when it was recorded; checked again where it becomes a path on this machine.
      if (!isPortablePath(file.path)) throw new Error(`${file.path} is not portable`);
      await requireRealFolders(destination, file.path);
      await write(file, join(staging, String(index)));
    }
    const targets: string[] = [];
    for (const [index, file] of files.entries()) {
      const target = join(destination, file.path);
      await mkdir(dirname(target), { recursive: true });
      await rename(join(staging, String(index)), target);
      targets.push(target);
    }
    for (const folder of new Set(targets.map(dirname))) await syncFolder(folder);
    await rm(staging, { recursive: true, force: true });
    return targets;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw placeProblem(destination, error);
  }
}

/** The topmost folder that had to be made, if any. */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    throw placeProblem(path, error);
  }
}

async function requireRealFolders(destination: string, path: string): Promise<void> {
  const folders = path.split("/").slice(0, -1);
  for (const [index] of folders.entries()) {
    await requireRealFolder(join(destination, ...folders.slice(0, index + 1)));
  }
}

function placeProblem(destination: string, error: unknown): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "it may not be written to",
    EPERM: "it may not be written to",
    EROFS: "it is read-only",
    ENOSPC: "there is no space left",
    EDQUOT: "there is no space left",
    EEXIST: "a file is in the way",
    ENOTDIR: "a file is in the way",
    EISDIR: "a folder is in the way",
  };
  if (!isErrno(error, ...Object.keys(reasons))) return error;
  return new RegistryError(
    {
      code: "file-problem",
      message: `Can't export to ${destination}: ${reasons[error.code ?? ""] ?? "it can't be written"}.`,
      wayOut: "Choose another folder.",
    },
    { cause: error },
  );
}
