import { realpath } from "node:fs/promises";
import { CommitId } from "../../core/model/ids.ts";
import { GitState } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { changedFiles } from "./git-changed-files.ts";
import { describeCommit, exactTag, headCommit, remoteUrl } from "./git-commit.ts";
import { findFilters } from "./git-filters.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { locateFiles } from "./git-tracked.ts";
import type { GitCapture } from "./git.ts";
import { recordedRepositoryProblem } from "./repository-problem.ts";
import { recordedGitProblem } from "./run-git.ts";

/** Maximum number of commits examined. */
const maxCommits = 20_000;
/** `log.showSignature` would call gpg; the rest keeps to names. */
const logOptions = ["--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-renames"];

/**
 * Returns the time of the first commit of each file below a folder, in milliseconds since the
 * epoch, by path relative to the folder with `/`. Times that can't be known are left out without an
 * error; the map is empty if git or the history is missing.
 *
 * @throws RegistryError `cancelled`
 */
export async function firstCommitTimes(
  workspace: string,
  folder: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  try {
    const repository = await openRepository(workspace, folder, signal);
    if ("problem" in repository) return times;
    const home = slashRelative(repository.top, await realpath(folder));
    if (!isInside(home)) return times;
    const output = await repository.git([
      ...["log", ...logOptions, "--name-only", "-z", `--max-count=${maxCommits}`],
      ...["--format=commit %ct", "--", home === "" ? ":(top)" : `:(top,literal)${home}`],
    ]);
    let at = NaN;
    for (const entry of String(output).split("\0")) {
      // A file may be called like that; then its time is wrong, and nothing else.
      const commit = /^\n?commit (-?\d+)\n?$/.exec(entry);
      if (commit) at = Number(commit[1]) * 1000;
      else if (entry !== "" && Number.isFinite(at)) {
        // Newest first, and both paths from the top of the repository.
        times.set(slashRelative(home, entry.replace(/^\n/, ""), ""), at);
      }
    }
  } catch {
    throwIfCancelled(signal);
  }
  return times;
}

/**
 * Returns the commit that last changed some files, provided that they have not changed since. Never
 * fails because of git: facts that can't be known are in `missing`.
 *
 * @param paths absolute
 * @throws RegistryError `cancelled`
 */
export async function captureFileCommit(
  folder: string,
  {
    paths,
    signal,
  }: { readonly paths: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<GitCapture> {
  throwIfCancelled(signal);
  try {
    const repository = await openRepository(folder, paths[0], signal);
    if ("problem" in repository) return nothing(recordedRepositoryProblem(repository.problem));
    if ((await headCommit(repository.git)) === undefined) return nothing("no commits yet");
    return await commitOf(repository, folder, paths, signal);
  } catch (error) {
    throwIfCancelled(signal);
    return nothing(recordedGitProblem(error));
  }
}

/** Returns the state of a commit that is known to be that of a version. Never fails because of git. */
export async function captureKnownCommit(
  folder: string,
  commit: CommitId,
  signal?: AbortSignal,
): Promise<GitCapture> {
  try {
    const repository = await openRepository(folder, undefined, signal);
    if ("problem" in repository) return nothing(recordedRepositoryProblem(repository.problem));
    return await stateOf(repository, commit);
  } catch (error) {
    throwIfCancelled(signal);
    return nothing(recordedGitProblem(error));
  }
}

async function commitOf(
  repository: Repository,
  folder: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<GitCapture> {
  const { git, config } = repository;
  const files = (await locateFiles(repository, folder, paths)).map(({ inside }) => inside);
  const pathspecs = files.filter(isInside).map((file) => `:(top,literal)${file}`);
  if (pathspecs.length === 0) return nothing("not in the repository");
  const found = await git(["rev-list", "--max-count=1", "HEAD", "--", ...pathspecs]);
  const commit = CommitId.safeParse(String(found).trim());
  if (!commit.success) return nothing("not tracked by git: the commit it was made at is not known");
  const short = commit.data.slice(0, 7);
  const filters = findFilters(config);
  if (!filters || (await changedFiles(repository, filters, { signal, pathspecs })).length > 0) {
    return nothing(`not as it was committed last (${short})`);
  }
  return stateOf(repository, commit.data);
}

async function stateOf({ git, config }: Repository, commit: CommitId): Promise<GitCapture> {
  const [tag, description] = await Promise.all([
    exactTag(git, commit),
    describeCommit(git, commit),
  ]);
  const remote = remoteUrl(config);
  const state = GitState.parse({
    commit,
    ...(tag !== undefined && { tag }),
    ...(remote !== undefined && { remote }),
    ...description,
    // The commit is that of the files; nobody knows what else had changed when they were made.
    state: "unknown",
    unknownReason: "imported: what else had changed when it was made is not known",
  });
  return { state, missing: [] };
}

function nothing(reason: string): GitCapture {
  return { missing: [{ about: "git", reason }] };
}
