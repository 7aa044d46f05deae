import { link, lstat, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isPortablePath } from "../../core/model/artifact.ts";
import type { ExportObstacle } from "../../core/refusals/files/file-refusals.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { keepClosed, syncFolder } from "../../storage/files/atomic-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { requireRealFolder } from "../../storage/files/registry-paths.ts";
import { replaceByRename } from "../../storage/files/replace-by-rename.ts";
import { temporaryName } from "../../storage/files/temporary-name.ts";
import { requireOutsideRegistries } from "./output-path.ts";

export interface PlaceOptions<T> {
  /** Fills a new file under a temporary name. */
  readonly write: (file: T, temporary: string) => Promise<void>;
  /** Returns whether the file at the target already has the same bytes. */
  readonly isSame: (file: T, present: string) => Promise<boolean>;
  /** Replace files that have other bytes, instead of refusing. */
  readonly replace: boolean;
}

/**
 * Makes several files below a folder, all or none: each is written under a temporary name, and when
 * the last is there they are moved to their places; if that fails, what was in the places before is
 * put back. Folders on the way that are links are refused, so that nothing is written elsewhere
 * than it seems.
 *
 * @returns their absolute paths
 * @throws RegistryError `file-problem`; `file-exists` if there is a file with other bytes
 */
export async function placeFiles<T extends { readonly path: string }>(
  destination: string,
  files: readonly T[],
  options: PlaceOptions<T>,
): Promise<readonly string[]> {
  await requireOutsideRegistries(destination);
  const made = await makeFolder(destination);
  const staging = join(destination, await temporaryName(".export"));
  try {
    await mkdir(staging);
    for (const [index, file] of files.entries()) {
      // Parsed when it was recorded; checked again where it becomes a path on this machine.
      if (!isPortablePath(file.path)) throw new Error(`${file.path} is not portable`);
      await requireRealFolders(destination, file.path);
      await requireReplaceable(join(destination, file.path), file, options);
      await options.write(file, stagedAt(staging, index));
    }
    const targets = await moveToPlaces(destination, staging, files);
    for (const folder of new Set(targets.map(dirname))) await syncFolder(folder);
    await rm(staging, { recursive: true, force: true });
    return targets;
  } catch (error) {
    if (!(error instanceof NotPutBack)) {
      await rm(staging, { recursive: true, force: true });
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    }
    throw placeProblem(destination, error);
  }
}

/** Files of the person are left in the temporary folder. */
class NotPutBack extends RegistryError {
  constructor(target: string, staging: string, cause: unknown) {
    const refusal = { code: "file-problem", reason: "export-not-undone", target, staging } as const;
    super(refusal, { cause });
  }
}

async function requireReplaceable<T>(
  target: string,
  file: T,
  { isSame, replace }: PlaceOptions<T>,
): Promise<void> {
  const present = await lstat(target).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  if (present?.isDirectory()) throw inTheWay(target, "folder-there");
  if (!present || replace) return;
  if (present.isFile() && (await isSame(file, target))) return;
  throw new RegistryError({ code: "file-exists", reason: "export-target-exists", path: target });
}

/** One move, and how to undo it. */
interface Move {
  readonly target: string;
  /** Path to which the earlier file of the target is moved meanwhile. */
  readonly before: string | undefined;
  readonly madeFolder: string | undefined;
}

async function moveToPlaces(
  destination: string,
  staging: string,
  files: readonly { readonly path: string }[],
): Promise<readonly string[]> {
  const moves: Move[] = [];
  try {
    for (const [index, { path }] of files.entries()) {
      const target = join(destination, path);
      const madeFolder = await mkdir(dirname(target), { recursive: true });
      const before = join(staging, `before-${index}`);
      await keepClosed(target, stagedAt(staging, index));
      const isThere = await keepBefore(target, before);
      moves.push({ target, before: isThere ? before : undefined, madeFolder });
      await replaceByRename(stagedAt(staging, index), target);
    }
  } catch (error) {
    for (const move of moves.reverse()) {
      await undo(move).catch((cause: unknown) => {
        throw new NotPutBack(move.target, staging, cause);
      });
    }
    throw error;
  }
  return moves.map(({ target }) => target);
}

/**
 * Gives the file that is in a place a second name, so that it can be put back; its own name it keeps
 * until it is replaced. Answers whether there is any.
 */
async function keepBefore(target: string, before: string): Promise<boolean> {
  try {
    if ((await lstat(target)).isDirectory()) throw inTheWay(target, "folder-there");
    // Not every file system gives a file two names.
    await link(target, before).catch(() => replaceByRename(target, before));
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}

async function undo({ target, before, madeFolder }: Move): Promise<void> {
  if (before === undefined) await rm(target, { force: true });
  else await replaceByRename(before, target);
  if (madeFolder !== undefined) await rm(madeFolder, { recursive: true, force: true });
}

function stagedAt(staging: string, index: number): string {
  return join(staging, String(index));
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
  const code = isErrno(error, ...Object.keys(obstacleByCode)) ? error.code : undefined;
  const obstacle = obstacleByCode[code ?? ""];
  return obstacle === undefined ? error : inTheWay(destination, obstacle, error);
}

const obstacleByCode: Readonly<Record<string, ExportObstacle>> = {
  EACCES: "not-writable",
  EPERM: "not-writable",
  EROFS: "read-only",
  ENOSPC: "no-space",
  EDQUOT: "no-space",
  EEXIST: "file-there",
  ENOTDIR: "file-there",
  EISDIR: "folder-there",
};

function inTheWay(path: string, obstacle: ExportObstacle, cause?: unknown): RegistryError {
  return new RegistryError(
    { code: "file-problem", reason: "export-blocked", path, obstacle },
    { cause },
  );
}
