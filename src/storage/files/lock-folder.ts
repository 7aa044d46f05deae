import { join } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Disk } from "./disk.ts";
import { isErrno } from "./errno.ts";

/**
 * The lock is a folder with one file in it, whose name says who holds it. Whoever has made its file
 * there and then sees no other one has the lock. A lock of the dead is taken over by removing the
 * file of the dead, by name: that can't hit anybody else's, however late it is done. Releases
 * before this one made an empty folder and renewed its time; so does this one, and both wait for
 * each other: nobody enters a folder that is empty and alive, and nobody removes one that is not
 * empty.
 */
export interface LockView {
  /** Names of the files of processes that hold the lock or try to get it. */
  readonly holders: readonly string[];
  /** Names of anything else in the folder. */
  readonly others: readonly string[];
  /** Changes whenever the lock changes hands or is renewed. */
  readonly identity: string;
}

const holderEnd = ".holder";

/** Files that file managers and file servers leave in folders. */
const junk = /^(\.DS_Store|\._.*|\.nfs.*|\.directory|Thumbs\.db|desktop\.ini)$/i;

/** Returns the name of the file by which a process holds the lock. */
export function holderName(owner: string, random: string): string {
  return `${owner}.${random}${holderEnd}`;
}

/** Returns the owner in the name of a holder's file. */
export function holderOwner(name: string): string {
  return name.split(".", 1)[0] ?? "";
}

/**
 * Looks at the lock; undefined if there is none.
 *
 * @throws RegistryError `file-problem` if something else is in its place
 */
export async function lookAtLock(disk: Disk, path: string): Promise<LockView | undefined> {
  try {
    const stats = await disk.lstat(path);
    if (!stats.isDirectory()) throw notALock(path, stats.isSymbolicLink() ? "link" : "file");
    const names = (await disk.readdir(path)).sort();
    return {
      holders: names.filter((name) => name.endsWith(holderEnd)),
      others: names.filter((name) => !name.endsWith(holderEnd) && !junk.test(name)),
      identity: `${stats.ino} ${stats.mtimeNs} ${names.join(" ")}`,
    };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Makes the lock if there is none, and tries to hold it as `name`. Answers whether it does;
 * undefined if there is a lock already.
 */
export async function makeLock(
  disk: Disk,
  path: string,
  name: string,
): Promise<boolean | undefined> {
  try {
    await disk.makeFolderWith(path, name);
    return await isAlone(disk, path, name);
  } catch (error) {
    if (isErrno(error, "EEXIST")) return undefined;
    return await leaveAfter(error, disk, path, name);
  }
}

/** Tries to hold a lock, whose holders are dead, as `name`. Answers whether it does. */
export async function takeOverLock(
  disk: Disk,
  path: string,
  name: string,
  dead: readonly string[],
): Promise<boolean> {
  try {
    await disk.create(join(path, name));
    for (const each of dead) await disk.unlink(join(path, each)).catch(ignoreMissing);
    return await isAlone(disk, path, name);
  } catch (error) {
    return await leaveAfter(error, disk, path, name);
  }
}

/**
 * Returns whether this process is the only one in the lock; leaves the lock if not. If two enter at
 * once, both leave: only a process that has seen itself alone has the lock.
 */
async function isAlone(disk: Disk, path: string, name: string): Promise<boolean> {
  const names = await disk.readdir(path);
  if (names.filter((each) => each.endsWith(holderEnd)).join() === name) return true;
  await leaveLock(disk, path, name);
  return false;
}

async function leaveAfter(error: unknown, disk: Disk, path: string, name: string): Promise<false> {
  // Whoever held it has removed the folder.
  if (isErrno(error, "ENOENT")) return false;
  await leaveLock(disk, path, name).catch(() => undefined);
  await disk.rmdir(path).catch(() => undefined);
  throw error;
}

/** Releases the lock, or ends the attempt to get it. */
export async function leaveLock(disk: Disk, path: string, name: string): Promise<void> {
  try {
    await disk.removeWithFolder(path, name);
  } catch (error) {
    if (isErrno(error, "ENOTEMPTY", "EEXIST")) await removeJunk(disk, path);
    // Taken over meanwhile: the folder is somebody else's.
    else if (!isErrno(error, "ENOENT")) throw error;
  }
}

/** Removes junk and then the folder if it is empty: others may have entered. */
async function removeJunk(disk: Disk, path: string): Promise<void> {
  const names = await disk.readdir(path).catch(() => []);
  for (const name of names.filter((each) => junk.test(each))) {
    await disk.unlink(join(path, name)).catch(() => undefined);
  }
  if (names.some((name) => junk.test(name))) await disk.rmdir(path).catch(() => undefined);
}

/**
 * @throws RegistryError `file-problem` if something is in the folder that is nobody's hold on it
 */
export function requireNothingElse(path: string, { others }: LockView): void {
  const [first] = others;
  if (first === undefined) return;
  throw new RegistryError({
    code: "file-problem",
    reason: "lock-not-empty",
    lock: path,
    entry: first,
  });
}

function notALock(lock: string, kind: "file" | "link"): RegistryError {
  return new RegistryError({ code: "file-problem", reason: "lock-no-folder", lock, kind });
}

function ignoreMissing(error: unknown): void {
  if (!isErrno(error, "ENOENT")) throw error;
}
