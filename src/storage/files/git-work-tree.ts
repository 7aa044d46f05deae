import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isErrno } from "./errno.ts";
import { openNoFollow } from "./open-file.ts";

/** Bytes that are read of a file of git at most: it holds one path or reference. */
const maxBytes = 64 * 1024;

/** Returns the nearest folder from `folder` upward that has a `.git`. */
export async function workTree(folder: string): Promise<string | undefined> {
  const found = await lstat(join(folder, ".git")).then(
    () => true,
    () => false,
  );
  if (found) return folder;
  return dirname(folder) === folder ? undefined : workTree(dirname(folder));
}

/**
 * Returns the git folder that all work trees of a repository share, if `root` is a linked one;
 * undefined if it is not. A `.git` that is a file may name any folder of the disk; it counts only
 * if that one names this work tree in return (gitrepository-layout(5)). Runs no git.
 *
 * @param root absolute, links resolved
 */
export async function commonOfLinked(root: string): Promise<string | undefined> {
  const path = join(root, ".git");
  const pointer = /^gitdir: ([^\r\n]+)\r?\n?$/.exec(await readShort(path))?.[1];
  if (pointer === undefined) return undefined;
  const gitFolder = resolve(root, pointer);
  const back = (await readShort(join(gitFolder, "gitdir"))).trim();
  const isWorktree = basename(dirname(gitFolder)) === "worktrees";
  if (!isWorktree || back === "") return undefined;
  const named = await realpath(resolve(gitFolder, back)).catch(() => undefined);
  return named === path ? dirname(dirname(gitFolder)) : undefined;
}

/** Reads a small file; empty if there is none, or something else in its place. */
async function readShort(path: string): Promise<string> {
  try {
    await using handle = await openNoFollow(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR", "EISDIR", "ELOOP")) return "";
    throw error;
  }
}
