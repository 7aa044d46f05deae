import { constants, type Stats } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { RepositoryProblem } from "../../core/refusals/git/git-problem.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import type { RunGit } from "./run-git.ts";

/** Bytes of a file that holds one path or reference: far more than any path. */
const maxPointer = 64 * 1024;
/** Maximum length of a chain of symbolic references, as in git. */
const maxReferences = 5;

/**
 * Returns why the git directory of a work tree can't be believed to be its own, or undefined when
 * it is.
 *
 * `.git` may be a file or a link that names any repository of the disk, and files in a git
 * directory name other folders for its references and objects. A workspace that brings such a
 * pointer would have a repository that it knows nothing of compared with it, and kept as a patch.
 * So a pointer is followed only if the other side, which the workspace can't write, names this work
 * tree: `gitdir` of a linked worktree (gitrepository-layout(5)), `core.worktree` of a submodule.
 *
 * @param root the work tree: absolute, links resolved
 */
export async function redirectionOf(
  root: string,
  git: RunGit,
): Promise<RepositoryProblem | undefined> {
  const own = join(root, ".git");
  const directory = await gitDirectory(own);
  if (directory === undefined) return { kind: "no-git-directory" };
  const common = await readPointer(join(directory, "commondir"));
  if (directory === own) {
    if (common !== undefined) return { kind: "names-another" };
    return (await leadsOut(directory, directory)) ? leadsElsewhere : undefined;
  }
  if (common === undefined) {
    if (!(await isItsWorkTree(root, directory, git))) {
      return { kind: "not-pointed-back", repair: "set-work-tree", root };
    }
    return (await leadsOut(directory, directory)) ? leadsElsewhere : undefined;
  }
  const shared = await realpathOf(resolve(directory, common));
  const back = await readPointer(join(directory, "gitdir"));
  if (
    shared === undefined ||
    dirname(directory) !== join(shared, "worktrees") ||
    back === undefined ||
    // The name itself: `.git` may be a link to the file of another worktree.
    basename(back) !== ".git" ||
    !(await isSameFolder(root, dirname(resolve(directory, back))))
  ) {
    return { kind: "not-pointed-back", repair: "repair-worktree", root };
  }
  return (await leadsOut(directory, shared)) ? leadsElsewhere : undefined;
}

const leadsElsewhere: RepositoryProblem = { kind: "links-elsewhere" };

/**
 * Returns the directory that `.git` is, links to, or names in the form `gitdir: path`; links
 * resolved.
 */
async function gitDirectory(own: string): Promise<string | undefined> {
  const entry = await statOf(own);
  if (entry?.isDirectory()) return realpathOf(own);
  const named = /^gitdir: ([^]+)$/.exec((await readPointer(own)) ?? "")?.[1];
  if (named === undefined) return undefined;
  const directory = await realpathOf(resolve(dirname(own), named));
  return directory !== undefined && (await statOf(directory))?.isDirectory()
    ? directory
    : undefined;
}

/** Reads the settings of the other side by name, so that nothing else is asked. */
async function isItsWorkTree(root: string, directory: string, git: RunGit): Promise<boolean> {
  // `git sparse-checkout` moves the setting to config.worktree.
  for (const file of ["config", "config.worktree"]) {
    const path = join(directory, file);
    if (!(await statOf(path))?.isFile()) continue;
    const args = ["config", "--file", path, "--null", "--get", "core.worktree"];
    const [workTree = ""] = String(await git(args)).split("\0");
    if (workTree !== "" && (await isSameFolder(root, resolve(directory, workTree)))) return true;
  }
  return false;
}

/**
 * Returns whether the files that determine the current commit or the staged changes are elsewhere.
 * (Alternate object stores are not checked: they are usual, and useless without the names of the
 * objects.)
 */
async function leadsOut(directory: string, common: string): Promise<boolean> {
  const places = [
    ...["HEAD", "index", "config.worktree"].map((name) => join(directory, name)),
    ...["config", "packed-refs", "refs", "refs/heads", "reftable"].map((name) =>
      join(common, name),
    ),
  ];
  let reference = await readPointer(join(directory, "HEAD"));
  for (let step = 0; step < maxReferences; step++) {
    const next = /^ref: *([^]+)$/.exec(reference ?? "")?.[1];
    if (next === undefined) break;
    places.push(join(common, next));
    reference = await readPointer(join(common, next));
  }
  for (const place of places) {
    const real = await realpathOf(place);
    // A branch without a file is packed; the folder that it would be in was looked at.
    if (real === undefined) continue;
    const homes = [directory, common];
    if (!homes.some((home) => isInside(slashRelative(home, real)))) return true;
  }
  return false;
}

async function readPointer(path: string): Promise<string | undefined> {
  try {
    // A FIFO would never be opened.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const entry = await file.stat();
      if (!entry.isFile() || entry.size > maxPointer) return undefined;
      return (await file.readFile("utf8")).replace(/[\r\n]+$/, "");
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

async function isSameFolder(root: string, path: string): Promise<boolean> {
  return (await realpathOf(path)) === root;
}

async function realpathOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
