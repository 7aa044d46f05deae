import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { CommitId } from "../../core/model/ids.ts";
import type { Submodule } from "../../core/model/recipe.ts";
import { changedFiles } from "./git-changed-files.ts";
import { headCommit } from "./git-commit.ts";
import { findFilters } from "./git-filters.ts";
import { readIndex, type Gitlink } from "./git-index.ts";
import { openRoot, type Repository } from "./git-repository.ts";
import { recordedRepositoryProblem } from "./repository-problem.ts";
import { recordedGitProblem } from "./run-git.ts";

/** A submodule that was examined, or `problem`: the reason why it could not be. */
export interface ExaminedSubmodule extends Submodule {
  readonly problem?: string;
}

/** Maximum depth of submodules within submodules. */
const maxDepth = 8;
/** Maximum number of submodules examined. */
const maxSubmodules = 500;

/**
 * Compares submodules with the commits that are recorded for them: one is changed if another commit
 * is checked out, if its tracked files differ, if it has files that are neither tracked nor
 * ignored, or if one of its own submodules is changed.
 *
 * Each is opened like any repository, with all that its configuration could run switched off; git
 * itself would run it (`git status` without `--ignore-submodules`).
 */
export async function examineSubmodules(
  { top }: Repository,
  gitlinks: readonly Gitlink[],
  signal: AbortSignal | undefined,
  depth = 0,
): Promise<ExaminedSubmodule[]> {
  const examined: ExaminedSubmodule[] = [];
  for (const gitlink of gitlinks.slice(0, maxSubmodules)) {
    const commit = CommitId.parse(gitlink.commit);
    const { path } = gitlink;
    try {
      const found = await examine(join(top, path), commit, signal, depth);
      examined.push({ path, commit, changed: false, ...found });
    } catch (error) {
      examined.push({ path, commit, changed: false, problem: recordedGitProblem(error) });
    }
  }
  for (const { path, commit } of gitlinks.slice(maxSubmodules)) {
    const problem = `only ${maxSubmodules} submodules are looked at`;
    examined.push({ path, commit: CommitId.parse(commit), changed: false, problem });
  }
  return examined;
}

type Found = Partial<Omit<ExaminedSubmodule, "path">>;

/** @param recorded the commit that the repository around it names */
async function examine(
  folder: string,
  recorded: CommitId,
  signal: AbortSignal | undefined,
  depth: number,
): Promise<Found> {
  const entries = await readdir(folder).catch(() => undefined);
  // A folder that is gone is a change that git tells; one that is empty was never checked out.
  if (!entries || entries.length === 0) return {};
  if ((await realpath(folder)) !== folder) return { changed: true };
  if (!entries.includes(".git")) return { changed: true };
  if (depth >= maxDepth) return { problem: `only ${maxDepth} levels of them are looked at` };
  const repository = await openRoot(folder, signal);
  if ("problem" in repository) {
    return { problem: recordedRepositoryProblem(repository.problem) };
  }
  const commit = await headCommit(repository.git);
  if (commit === undefined) return { changed: true };
  if (commit !== recorded) return { commit, changed: true };
  const filters = findFilters(repository.config);
  if (!filters) return { problem: "it has filters that can't be switched off" };
  if ((await changedFiles(repository, filters, { signal, untracked: true })).length > 0) {
    return { changed: true };
  }
  const { gitlinks, hidden } = await readIndex(repository, filters);
  if (hidden.length > 0) return { changed: true };
  const inner = await examineSubmodules(repository, gitlinks, signal, depth + 1);
  if (inner.some(({ changed }) => changed)) return { changed: true };
  const unknown = inner.find(({ problem }) => problem !== undefined);
  return unknown ? { problem: `${unknown.path}: ${unknown.problem}` } : {};
}
