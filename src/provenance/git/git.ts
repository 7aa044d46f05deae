import { realpath } from "node:fs/promises";
import type { CommitId } from "../../core/model/ids.ts";
import { GitState, type MissingFact } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { slashRelative } from "../files/slash-relative.ts";
import { truncate } from "../values/truncate.ts";
import { findChanges, type Changes } from "./git-changes.ts";
import { currentBranch, describeCommit, exactTag, headCommit, remoteUrl } from "./git-commit.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { locateFiles, untrackedFiles } from "./git-tracked.ts";
import { recordedRepositoryProblem } from "./repository-problem.ts";
import { recordedGitProblem } from "./run-git.ts";

/** State of the code that a version was made with, from git. */
export interface GitCapture {
  /** Absent when there is no commit to name; `missing` says why. Its `dirty` has no `patch` yet. */
  readonly state?: GitState;
  /**
   * Differences from the commit, for `git apply` at the top of the repository. The registered files
   * themselves are left out: their bytes are kept with the version.
   */
  readonly patch?: Uint8Array;
  readonly missing: readonly MissingFact[];
}

export interface CaptureGitOptions {
  /** The registered files, absolute. */
  readonly paths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Captures the state of the git repository around a workspace folder, or else of the one around the
 * registered files. Never fails because of git: facts that can't be known are in `missing`. Runs
 * nothing that the repository names (run-git.ts); even so it is not for untrusted workspaces.
 *
 * @throws RegistryError `cancelled`
 */
export async function captureGit(
  folder: string,
  { paths, signal }: CaptureGitOptions,
): Promise<GitCapture> {
  throwIfCancelled(signal);
  try {
    const repository = await openRepository(folder, paths[0], signal);
    if ("problem" in repository) return nothing(recordedRepositoryProblem(repository.problem));
    const commit = await headCommit(repository.git);
    if (commit === undefined) return nothing("no commits yet");
    return await captureCommit(repository, commit, { folder, paths, signal });
  } catch (error) {
    throwIfCancelled(signal);
    return nothing(recordedGitProblem(error));
  }
}

function comparedState({ files, unknown }: Changes): Pick<GitState, "state" | "unknownReason"> {
  if (files.length > 0) return { state: "changed" };
  return unknown === undefined ? { state: "clean" } : { state: "unknown", unknownReason: unknown };
}

function nothing(reason: string): GitCapture {
  return { missing: [{ about: "git", reason }] };
}

async function captureCommit(
  repository: Repository,
  commit: CommitId,
  { folder, paths, signal }: CaptureGitOptions & { readonly folder: string },
): Promise<GitCapture> {
  const { git, top, config, shallow } = repository;
  const realFolder = await realpath(folder);
  const shown = (file: string): string => truncate(slashRelative(realFolder, file, top), 4096);
  const files = await locateFiles(repository, folder, paths);
  const kept = new Set(files.map(({ inside }) => inside));
  const [branch, tag, description, changes, untracked] = await Promise.all([
    currentBranch(git),
    exactTag(git, commit),
    describeCommit(git, commit),
    findChanges(repository, commit, { kept, signal }),
    untrackedFiles(repository, files),
  ]);
  throwIfCancelled(signal);
  const remote = remoteUrl(config);
  const state = GitState.parse({
    commit,
    ...(branch !== undefined && { branch }),
    ...(tag !== undefined && { tag }),
    ...(remote !== undefined && { remote }),
    ...description,
    ...comparedState(changes),
    ...(changes.files.length > 0 && {
      dirty: {
        files: changes.files.map(shown),
        ...(changes.leftOut.length > 0 && {
          leftOut: changes.leftOut.map(({ file }) => shown(file)),
        }),
      },
    }),
    ...(changes.submodules.length > 0 && {
      submodules: changes.submodules.map((submodule) => ({
        ...submodule,
        path: shown(submodule.path),
      })),
    }),
  });
  const missing: MissingFact[] = [
    ...(branch === undefined ? [{ about: "git branch", reason: "HEAD is detached" }] : []),
    ...(shallow ? [{ about: "git history", reason: "a shallow clone has only the latest" }] : []),
    ...changes.missing,
    ...changes.leftOut.map(({ file, reason }) => ({ about: shown(file), reason })),
    ...untracked,
  ];
  return { state, ...(changes.patch && { patch: changes.patch }), missing };
}
