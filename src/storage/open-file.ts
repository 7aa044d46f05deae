import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** Opens a file for reading and refuses (`ELOOP`) if it is a link, where the platform can tell. */
export function openNoFollow(path: string): Promise<FileHandle> {
  // Windows has no O_NOFOLLOW: undefined counts as no bits.
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
}
