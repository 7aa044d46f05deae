import { chmod, lstat, mkdir, open, readdir, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isPortablePath, type StoredBytes } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { createRegistryFolders } from "../files/create-registry-folders.ts";
import { isErrno } from "../files/errno.ts";
import { openNoFollow } from "../files/open-file.ts";
import {
  artifactPath,
  requireRealFolder,
  writeProblem,
  type RegistryPaths,
} from "../files/registry-paths.ts";
import { temporaryName } from "../files/temporary-name.ts";
import { openArtifact, requireSame, type ArtifactTitle } from "./artifact-store.ts";
import { cloneFile } from "./clone-file.ts";
import { copyAndHash, type Transfer } from "./copy-and-hash.ts";

/** A file of a snapshot. */
export interface SnapshotFile {
  /** Path in the snapshot: relative, `/` separators. */
  readonly path: string;
  readonly stored: StoredBytes;
  readonly title: ArtifactTitle;
}

/**
 * Returns a folder with exactly these files under their own names, for programs that go by a file's
 * name or need the files around it. They are read-only copies, which share blocks with the artifact
 * store where the file system can; all were hashed just now, in the copy. A snapshot that is there
 * already is used again: a file that does not belong to it is removed, and if one is missing or has
 * other bytes the snapshot is made anew.
 *
 * @param name name of the snapshot, unique for the set of files
 * @returns an absolute path
 * @throws RegistryError `artifact-missing`, `artifact-changed`, `read-only`, `file-problem`,
 *   `cancelled`
 */
export async function openSnapshot(
  paths: RegistryPaths,
  name: string,
  files: readonly SnapshotFile[],
  transfer: Transfer = {},
): Promise<string> {
  await requireRealFolder(paths.root);
  await requireRealFolder(paths.snapshots);
  const folder = join(paths.snapshots, name);
  try {
    if (!(await hasExactly(folder, files, transfer))) {
      await makeSnapshot(paths, folder, files, transfer);
    }
    // Garbage collection goes by when a snapshot was last asked for.
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  } catch (error) {
    throw writeProblem(paths, error);
  }
}

/** Returns true if a folder has all the files with their bytes; removes what else is in it. */
async function hasExactly(
  folder: string,
  files: readonly SnapshotFile[],
  transfer: Transfer,
): Promise<boolean> {
  try {
    return (await requireRealFolder(folder)) && (await checkFiles(folder, files, transfer));
  } catch (error) {
    // Another process has moved it away to make it anew.
    if (isErrno(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

async function checkFiles(
  folder: string,
  files: readonly SnapshotFile[],
  transfer: Transfer,
): Promise<boolean> {
  const present = await removeOthers(folder, new Set(files.map(({ path }) => path)));
  if (present !== files.length) return false;
  for (const { path, stored } of files) {
    await using handle = await openNoFollow(join(folder, path));
    if ((await handle.stat()).size !== stored.size) return false;
    if ((await copyAndHash(handle, undefined, transfer)).sha256 !== stored.sha256) return false;
  }
  return true;
}

/** Removes all files but those that belong to a snapshot; returns how many of these are there. */
async function removeOthers(folder: string, own: ReadonlySet<string>, at = ""): Promise<number> {
  let found = 0;
  for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
    const path = at === "" ? entry.name : `${at}/${entry.name}`;
    if (entry.isFile() && own.has(path)) found += 1;
    else if (entry.isDirectory() && [...own].some((each) => each.startsWith(`${path}/`))) {
      found += await removeOthers(folder, own, path);
    } else await rm(join(folder, path), { recursive: true, force: true });
  }
  return found;
}

/** Makes a snapshot beside the bytes of registrations, and moves it to its place as a whole. */
async function makeSnapshot(
  paths: RegistryPaths,
  folder: string,
  files: readonly SnapshotFile[],
  transfer: Transfer,
): Promise<void> {
  await createRegistryFolders(paths);
  const staging = join(paths.staging, await temporaryName("snapshot"));
  try {
    const made = join(staging, "new");
    await mkdir(made, { recursive: true });
    for (const file of files) {
      // Parsed when it was recorded; checked again where it becomes a path on this machine.
      if (!isPortablePath(file.path)) throw new Error(`${file.path} is not portable`);
      const target = join(made, file.path);
      await mkdir(dirname(target), { recursive: true });
      await copyReadOnly(paths, file, target, transfer);
    }
    await mkdir(paths.snapshots, { recursive: true });
    for (let round = 1; ; round++) {
      if (await moveToFreePlace(made, folder)) return;
      // Another process has made the same snapshot meanwhile, or there is a wrong one.
      if (await hasExactly(folder, files, transfer)) return;
      if (round > maxRounds) throw busy(paths);
      await rename(folder, join(staging, `old-${round}`)).catch((error: unknown) => {
        if (!isErrno(error, "ENOENT")) throw error;
      });
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Moves a folder to a place; returns false if there is one already. */
async function moveToFreePlace(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOTEMPTY", "EEXIST") || (await requireRealFolder(to))) return false;
    throw error;
  }
}

/** Others may change a snapshot just when this process has put it right; but not for ever. */
const maxRounds = 5;

function busy({ snapshots: folder }: RegistryPaths): RegistryError {
  return new RegistryError({ code: "busy", reason: "snapshots-busy", folder });
}

async function copyReadOnly(
  paths: RegistryPaths,
  { stored, title }: SnapshotFile,
  target: string,
  transfer: Transfer,
): Promise<void> {
  const from = artifactPath(paths, stored.sha256);
  await using source = await openArtifact(from, stored, title);
  const isClone = await cloneFile(from, target);
  await using copy = await open(target, isClone ? "r" : "wx", 0o600);
  const copied = isClone
    ? await copyAndHash(copy, undefined, transfer)
    : await copyAndHash(source, copy, transfer);
  requireSame(stored, copied, title);
  await chmod(target, (await source.stat()).mode & 0o444);
}

/** A snapshot, and when it was last asked for. */
export interface FoundSnapshot {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Milliseconds since the epoch, by the file system's clock. */
  readonly usedAt: number;
}

/** Finds the snapshots of a registry. */
export async function findSnapshots(paths: RegistryPaths): Promise<readonly FoundSnapshot[]> {
  if (!(await requireRealFolder(paths.snapshots))) return [];
  const found: FoundSnapshot[] = [];
  for (const name of (await readdir(paths.snapshots)).sort()) {
    const path = join(paths.snapshots, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory()) found.push({ name, path, usedAt: stats.mtimeMs });
  }
  return found;
}

/** Removes a snapshot. */
export async function removeSnapshot({ path }: Pick<FoundSnapshot, "path">): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
