import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId } from "../../core/model/run.ts";
import { syncFolder, writeAll } from "../files/atomic-file.ts";
import { isErrno } from "../files/errno.ts";
import { requireRealFolder, type RegistryPaths } from "../files/registry-paths.ts";

/**
 * Files of run logs: `<run>.jsonl` is the first segment, `<run>.2.jsonl` what was logged after that
 * was sealed, and so on. A segment that is sealed is in the content store, and its file is removed.
 */

const fileForm = /^([0-9a-z][0-9a-z_-]{0,127})(?:\.([1-9]\d{0,6}))?\.jsonl$/;

/** Returns whether a run can have a log here: its id names one file on every platform. */
export function isLoggableId(run: string): boolean {
  return fileForm.test(`${run}.jsonl`);
}

/** Returns the path of the file of a segment, from 1 on. */
export function runLogPath(paths: RegistryPaths, run: RunId, segment: number): string {
  return join(paths.runs, segment === 1 ? `${run}.jsonl` : `${run}.${segment}.jsonl`);
}

/**
 * Lists the segments of runs that have a file here, by run, in order. Files with other names are not
 * the registry's own.
 *
 * @throws RegistryError `file-problem` if the folder is a link
 */
export async function runLogFiles(
  paths: RegistryPaths,
): Promise<ReadonlyMap<RunId, readonly number[]>> {
  const found = new Map<RunId, number[]>();
  if (!(await requireRealFolder(paths.runs))) return found;
  for (const name of await readdir(paths.runs)) {
    const [, run, segment = "1"] = fileForm.exec(name) ?? [];
    if (run === undefined) continue;
    const id = RunId.parse(run);
    const segments = found.get(id) ?? [];
    segments.push(Number(segment));
    found.set(id, segments);
  }
  for (const segments of found.values()) segments.sort((a, b) => a - b);
  return found;
}

/**
 * Makes the file of a segment, empty. Call it under the lock, when that segment is not sealed: who
 * seals it removes the file.
 */
export async function createRunLog(path: string, folder: string): Promise<void> {
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
export async function appendToRunLog(
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
export async function syncRunLog(path: string): Promise<void> {
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
