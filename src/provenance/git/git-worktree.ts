import { readdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CommitId } from "../../core/model/ids.ts";
import type { Submodule } from "../../core/model/recipe.ts";
import { gitProblemText, repositoryProblemText } from "../../core/refusals/git/git-problem.ts";
import { count } from "../../core/text/format.ts";
import { slashRelative, isInside } from "../files/slash-relative.ts";
import { findFilters, type Filters } from "./git-filters.ts";
import { openRoot, type Repository } from "./git-repository.ts";
import { gitProblem, recordedGitProblem } from "./run-git.ts";

/** Milliseconds: a checkout of a large repository takes minutes. */
const checkoutTimeoutMs = 30 * 60_000;

/** A commit that was checked out in a linked work tree. */
export interface CheckedOut {
  /**
   * Parts that are not as they were: files that go through a filter, which is not run (Git LFS), and
   * submodules that could not be checked out.
   */
  readonly problems: readonly string[];
}

/**
 * Checks a commit out into a new linked work tree (git-worktree(1)), detached. Neither hooks nor
 * filters run, and nothing is fetched; the main work tree is not touched.
 *
 * @param path absolute; must not exist, or be empty
 * @throws Error of git, for `gitProblem`
 */
export async function addWorktree(
  repository: Repository,
  path: string,
  commit: CommitId,
): Promise<CheckedOut> {
  const filters = findFilters(repository.config);
  if (!filters) throw new Error("fatal: the repository has filters that can't be switched off");
  const config = [...switchedOff(filters), "core.sparseCheckout=false"];
  const args = ["worktree", "add", "--force", "--quiet", "--detach", path, commit];
  await repository.git(args, { config, timeoutMs: checkoutTimeoutMs });
  return { problems: await filteredProblems(await openLinked(path), filters) };
}

/** Returns the settings that switch filters off, also those that a checkout runs. */
function switchedOff({ names, off }: Filters): readonly string[] {
  return [...off, ...[...names].map((name) => `filter.${name}.smudge=`)];
}

/** Opens a linked work tree, in which git then runs. */
async function openLinked(path: string): Promise<Repository> {
  const linked = await openRoot(await realpath(path));
  if ("git" in linked) return linked;
  throw new Error(`fatal: ${repositoryProblemText(linked.problem)}`);
}

async function filteredProblems(
  { git }: Repository,
  { names, off }: Filters,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of names) {
    // A pathspec takes plain values only.
    if (!/^[\w-]+$/.test(name)) continue;
    const args = ["ls-files", "-z", `:(attr:filter=${name})`];
    const files = String(await git(args, { config: off })).split("\0").length - 1;
    if (files === 0) continue;
    const remedy = name === "lfs" ? "; to fetch them: git lfs pull" : "";
    problems.push(`${count(files, "file")} of the filter ${name} as committed${remedy}`);
  }
  return problems;
}

/**
 * Checks out the recorded commits of submodules in a linked work tree, each from the submodule that
 * the main work tree has, as a linked work tree of its own. Returns those that could not be, and the
 * paths of those that were.
 *
 * @param main top of the main work tree
 * @param linked top of the linked one
 * @param submodules paths are relative to the top
 */
export async function addSubmodules(
  main: string,
  linked: string,
  submodules: readonly Submodule[],
  signal?: AbortSignal,
): Promise<{ readonly added: readonly string[]; readonly problems: readonly string[] }> {
  const added: string[] = [];
  const problems: string[] = [];
  for (const { path, commit } of submodules) {
    const place = join(linked, path);
    try {
      if (!isInside(slashRelative(linked, place))) throw new Error("fatal: it is outside");
      if ((await readdir(place)).length > 0) throw new Error("fatal: it is not empty");
      const repository = await openRoot(join(main, path), signal);
      if ("problem" in repository) {
        throw new Error(`fatal: ${repositoryProblemText(repository.problem)}`);
      }
      await addWorktree(repository, place, commit);
      added.push(path);
    } catch (error) {
      problems.push(`submodule ${path} is not checked out: ${recordedGitProblem(error)}`);
    }
  }
  return { added, problems };
}

/**
 * Applies a patch to the files of a linked work tree, as `createPatch` made it.
 *
 * @param patch absolute path
 * @throws Error of git, for `gitProblem`
 */
export async function applyPatch(
  repository: Repository,
  linked: string,
  patch: string,
): Promise<void> {
  const filters = findFilters(repository.config);
  if (!filters) throw new Error("fatal: the repository has filters that can't be switched off");
  const { git } = await openLinked(linked);
  await git(["apply", "--whitespace=nowarn", patch], {
    config: switchedOff(filters),
    timeoutMs: checkoutTimeoutMs,
  });
}

/**
 * Removes a linked work tree with all its files, and what the repository knows of it. One that is
 * gone already is no error.
 *
 * @param submodules those that were checked out in it, relative to its top
 */
export async function removeWorktree(
  repository: Repository,
  path: string,
  submodules: readonly string[] = [],
  signal?: AbortSignal,
): Promise<void> {
  // git refuses to remove one with submodules; of a folder that is gone it only forgets what it knew.
  await rm(path, { recursive: true, force: true });
  for (const submodule of submodules) {
    const inner = await openRoot(join(repository.top, submodule), signal);
    if ("git" in inner) await forget(inner, join(path, submodule));
  }
  await forget(repository, path);
}

async function forget(repository: Repository, path: string): Promise<void> {
  const args = ["worktree", "remove", "--force", path];
  await repository.git(args).catch((error: unknown) => {
    if (!gitProblemText(gitProblem(error)).includes("is not a working tree")) throw error;
  });
}
