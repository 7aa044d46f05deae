import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from "node:fs";
import { isErrno } from "./errno.ts";

// Every commit and every query asks the disk for a dozen facts, each of which takes microseconds. They are
// read synchronously: by way of the thread pool each would take ten times as long, one after the other.

/** Runs synchronous calls; what they throw rejects the promise. */
export function inOne<T>(body: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(body());
  });
}

/** Looks at a path without following a link; undefined if there is nothing. */
export function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Returns the first bytes of a file, as text; undefined if it is missing, a link, or no regular file. */
export function readStart(path: string, maxBytes: number): string | undefined {
  const descriptor = openRegular(path);
  if (descriptor === undefined) return undefined;
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    const bytes = Buffer.alloc(Math.min(stats.size, maxBytes));
    return bytes.toString("utf8", 0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function openRegular(path: string): number | undefined {
  try {
    // Windows has neither of the last two: undefined counts as no bits.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR", "ELOOP", "EISDIR")) return undefined;
    throw error;
  }
}
