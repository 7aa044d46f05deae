import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/**
 * Opens a file for reading and refuses (`ELOOP`) if it is a link, where the platform can tell. Does
 * not wait for the other end of a pipe, which then reads as empty.
 */
export function openNoFollow(path: string): Promise<FileHandle> {
  // Windows has neither flag: undefined counts as no bits.
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}
