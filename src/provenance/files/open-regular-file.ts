import { constants, type Stats } from "node:fs";
import { lstat, open, stat, type FileHandle } from "node:fs/promises";
import type { FileAdvice, FileFault } from "../../core/refusals/files/file-fault.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemFault } from "./file-problem.ts";

export interface OpenOptions {
  /** Its name for messages. */
  readonly file: string;
  readonly advice: FileAdvice;
  /** True to refuse a link as the last part of the path; otherwise it is followed. */
  readonly noFollow?: boolean;
}

/**
 * Opens a file that somebody named. Does not wait for the other end of a pipe or for a device, as
 * opening one does otherwise, and then can't be cancelled.
 *
 * @throws RegistryError `file-problem` that says what is there instead of a file
 */
export async function openRegularFile(
  path: string,
  { file, advice, noFollow = false }: OpenOptions,
): Promise<FileHandle> {
  try {
    // Windows has neither flag: undefined counts as no bits.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (noFollow ? constants.O_NOFOLLOW : 0);
    const handle = await open(path, flags);
    const stats = await handle.stat();
    if (stats.isFile()) return handle;
    await handle.close();
    throw fileProblem({ file, fault: kindOf(stats), advice });
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw fileProblem({ file, fault: await openFault(path, error), advice, cause: error });
  }
}

/** Returns the reason why a path could not be opened: a link that leads nowhere, a socket. */
export async function openFault(path: string, error: unknown): Promise<FileFault> {
  const [itself, target] = await Promise.all([look(lstat(path)), look(stat(path))]);
  if (itself?.isSymbolicLink() && !target) return { kind: "dangling-link" };
  return target && !target.isFile() ? kindOf(target) : systemFault(error);
}

/** Returns the kind of something that is not a regular file. */
export function kindOf(stats: Stats): FileFault {
  if (stats.isDirectory()) return { kind: "folder" };
  if (stats.isFIFO()) return { kind: "pipe" };
  return { kind: stats.isSocket() ? "socket" : "device" };
}

async function look(stats: Promise<Stats>): Promise<Stats | undefined> {
  return stats.catch(() => undefined);
}
