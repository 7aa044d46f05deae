import { constants, type Stats } from "node:fs";
import { lstat, open, stat, type FileHandle } from "node:fs/promises";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemProblem } from "./file-problem.ts";

export interface OpenOptions {
  /** Its name for messages. */
  readonly file: string;
  readonly wayOut: string;
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
  { file, wayOut, noFollow = false }: OpenOptions,
): Promise<FileHandle> {
  try {
    // Windows has neither flag: undefined counts as no bits.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (noFollow ? constants.O_NOFOLLOW : 0);
    const handle = await open(path, flags);
    const stats = await handle.stat();
    if (stats.isFile()) return handle;
    await handle.close();
    throw fileProblem({ file, problem: kindOf(stats), wayOut });
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw fileProblem({ file, problem: await openProblem(path, error), wayOut, cause: error });
  }
}

/**
 * Returns the reason why a path could not be opened: `is a link that leads nowhere`, `is a socket`,
 * `does not exist`.
 */
export async function openProblem(path: string, error: unknown): Promise<string> {
  const [itself, target] = await Promise.all([look(lstat(path)), look(stat(path))]);
  if (itself?.isSymbolicLink() && !target) return "is a link that leads nowhere";
  return target && !target.isFile() ? kindOf(target) : systemProblem(error);
}

/** Returns the kind of something that is not a regular file. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "is a folder";
  if (stats.isFIFO()) return "is a named pipe, not a regular file";
  if (stats.isSocket()) return "is a socket, not a regular file";
  return "is a device, not a regular file";
}

async function look(stats: Promise<Stats>): Promise<Stats | undefined> {
  return stats.catch(() => undefined);
}
