import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { syncFolder, writeAll } from "../files/atomic-file.ts";
import { isErrno } from "../files/errno.ts";

/**
 * Makes the file of a log, empty. Call it under the lock, when what it will hold is not sealed: who
 * seals it removes the file.
 */
export async function createLog(path: string, folder: string): Promise<void> {
  const handle = await open(path, "a", 0o666);
  await handle.close();
  await syncFolder(folder);
}

/**
 * Appends whole lines in one write, which the system does not mix with those of other writers.
 * Does not wait for the disk.
 *
 * @returns the place of the file's end before and after, if nobody else wrote meanwhile; undefined
 * if the file is not there any more, and nothing of this counts
 * @throws the system's error if the disk is full; a part of a line may stand there then, and the
 * next append begins a new line
 */
export async function appendToLog(
  path: string,
  lines: string,
): Promise<{ readonly before: number; readonly after: number } | undefined> {
  // Not “a+”, which would make a file anew that has been sealed and removed.
  const handle = await open(path, constants.O_RDWR | constants.O_APPEND).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) return undefined;
    const last = Buffer.alloc(1, "\n");
    if (opened.size > 0) await handle.read(last, 0, 1, opened.size - 1);
    const bytes = Buffer.from(`${last.toString() === "\n" ? "" : "\n"}${lines}`);
    await writeAll(handle, bytes);
    const [now, there] = await Promise.all([handle.stat(), lstat(path).catch(() => undefined)]);
    // Sealed and moved away meanwhile: its lines may or may not have been taken along.
    if (there?.ino !== now.ino || there.dev !== now.dev) return undefined;
    return { before: now.size - bytes.length, after: now.size };
  } finally {
    await handle.close();
  }
}

/** Waits until what was appended to a file is on the disk; one that is gone is sealed. */
export async function syncLog(path: string): Promise<void> {
  const handle = await open(path, "r+").catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  try {
    await handle?.datasync();
  } finally {
    await handle?.close();
  }
}
