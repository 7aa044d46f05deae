import { lstat, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { RepositoryProblem } from "../../core/refusals/git/git-problem.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { findGit } from "./find-git.ts";
import { redirectionOf } from "./git-directory.ts";
import { gitIn, type RunGit } from "./run-git.ts";

/** A git repository with a work tree. */
export interface Repository {
  readonly git: RunGit;
  /** Root of the work tree: absolute, links resolved. */
  readonly top: string;
  /** True if only the latest commits are here. */
  readonly shallow: boolean;
  readonly config: readonly ConfigEntry[];
}

/** Reason why there is no repository that can be used. */
export interface NoRepository {
  readonly problem: RepositoryProblem;
}

/** A setting, as `git config --list` gives it: section and name in lower case. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
}

/** Maximum size of the configuration in bytes: far more than any that a person made. */
const maxConfigBytes = 4 * 1024 * 1024;

/**
 * Opens the repository that contains `folder`, else the one that contains `path` below it (a folder
 * of several repositories); otherwise returns the reason why there is none.
 *
 * The work tree must be where its `.git` is: git itself follows `core.worktree`, with which a
 * hostile repository could have any files of the disk compared, and kept as a patch. For the same
 * reason a `.git` that points elsewhere must be pointed back at (git-directory.ts).
 */
export async function openRepository(
  folder: string,
  path: string | undefined,
  signal?: AbortSignal,
): Promise<Repository | NoRepository> {
  const roots = [
    ...(await rootsAbove(await realpath(folder))),
    ...(path === undefined ? [] : await rootsBetween(path, folder)),
  ];
  if (roots.length === 0) return { problem: { kind: "none" } };
  for (const root of roots) {
    const repository = await openRoot(root, signal);
    if ("git" in repository || repository.problem.kind !== "elsewhere") return repository;
  }
  return { problem: { kind: "elsewhere" } };
}

/**
 * Opens the repository whose work tree is `root`, or returns the reason why it can't be used.
 *
 * @param root a folder with a `.git`: absolute, links resolved
 */
export async function openRoot(
  root: string,
  signal?: AbortSignal,
): Promise<Repository | NoRepository> {
  const binary = await findGit();
  if (binary === undefined) return { problem: { kind: "not-installed" } };
  const git = gitIn(root, binary, signal);
  const redirection = await redirectionOf(root, git);
  if (redirection !== undefined) return { problem: redirection };
  const answer = String(await git(["rev-parse", "--is-shallow-repository", "--show-toplevel"]));
  const [, shallow, top] = /^(true|false)\n([^]*)\n$/.exec(answer) ?? [];
  if (top === undefined || relative(root, resolve(top)) !== "") {
    return { problem: { kind: "elsewhere" } };
  }
  return { git, top: root, shallow: shallow === "true", config: await readConfig(git) };
}

/**
 * Returns the folders from `folder` up to the root of the disk that have a `.git`, the nearest
 * first.
 */
async function rootsAbove(folder: string): Promise<string[]> {
  const parent = dirname(folder);
  const above = parent === folder ? [] : await rootsAbove(parent);
  return (await exists(join(folder, ".git"))) ? [folder, ...above] : above;
}

async function rootsBetween(path: string, folder: string): Promise<string[]> {
  if (!(await exists(path))) return [];
  const top = await realpath(folder);
  return (await rootsAbove(dirname(await realpath(path)))).filter((root) => {
    const below = slashRelative(top, root);
    return below !== "" && isInside(below);
  });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function readConfig(git: RunGit): Promise<ConfigEntry[]> {
  const text = String(await git(["config", "--list", "--null"], { maxBytes: maxConfigBytes }));
  return text
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const end = entry.indexOf("\n");
      return end < 0
        ? { key: entry, value: "" }
        : { key: entry.slice(0, end), value: entry.slice(end + 1) };
    });
}
