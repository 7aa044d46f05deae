import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { commonOfLinked, workTree } from "../storage/files/git-work-tree.ts";
import { registryFolderName, registryPaths } from "../storage/files/registry-paths.ts";

/**
 * Returns the folder that holds the registry of a workspace folder: the folder itself, or its
 * counterpart in the main work tree if it is in a linked one (git-worktree(1)), so that all work
 * trees of a repository share one registry. A linked work tree that has a ledger of its own, as
 * earlier releases made one there, goes on with that. Runs no git.
 *
 * @param folder absolute
 */
export async function registryHome(folder: string): Promise<string> {
  const main = await mainCounterpart(folder);
  if (main === undefined || (await isFolder(join(folder, registryFolderName, "ledger")))) {
    return folder;
  }
  return main;
}

/** Returns the absolute path of the policy of a workspace folder, which may not exist. */
export async function policyPath(folder: string): Promise<string> {
  return registryPaths(await registryHome(folder)).policy;
}

/**
 * Returns whether a workspace folder has a registry, of its own or that of the main work tree.
 *
 * @param folder absolute
 */
export async function hasRegistry(folder: string): Promise<boolean> {
  return isThere(join(await registryHome(folder), registryFolderName));
}

/** Returns whether a folder is the top of a linked work tree. */
export async function isLinkedWorkTree(folder: string): Promise<boolean> {
  return (await isThere(join(folder, ".git"))) && (await mainCounterpart(folder)) !== undefined;
}

async function mainCounterpart(folder: string): Promise<string | undefined> {
  try {
    const real = await realpath(folder);
    const root = await workTree(real);
    const common = root && (await commonOfLinked(root));
    // A bare repository has no main work tree.
    if (!root || !common || basename(common) !== ".git") return undefined;
    const counterpart = join(dirname(common), relative(root, real));
    return (await isFolder(counterpart)) ? counterpart : undefined;
  } catch {
    // Of another user, or not as git makes it.
    return undefined;
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
