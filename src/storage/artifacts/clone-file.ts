import { constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";

/**
 * Makes a copy that shares the blocks of a file, where the file system can (APFS, btrfs, XFS).
 *
 * @returns false elsewhere; then there is no file at `to`
 */
export async function cloneFile(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    await rm(to, { force: true });
    return false;
  }
}
