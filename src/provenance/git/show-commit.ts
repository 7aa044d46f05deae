import type { CommitId } from "../../core/model/ids.ts";
import type { GitProblem } from "../../core/refusals/git/git-problem.ts";
import type { GitAdvice } from "../../core/refusals/git/git-task.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { gitProblem, OutputTooLarge } from "./run-git.ts";

/** Bytes of patch that a person may want to read. */
const maxPatch = 4 * 1024 * 1024;
/** `diff.submodule=diff` would run git in a submodule, with the programs that its settings name. */
const options = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-show-signature",
  "--submodule=short",
  "--format=fuller",
];

/**
 * Describes a commit as text: who, when, why, the files it touched and, if that is not too much,
 * its patch. Trees are compared, not files, so no filter or other program of the repository runs.
 *
 * @throws RegistryError `file-problem` if git is not there or does not have the commit
 */
export async function showCommit(
  folder: string,
  commit: CommitId,
  signal?: AbortSignal,
): Promise<string> {
  const { git } = await repositoryOf(folder, commit, signal);
  const show = async (...shape: string[]): Promise<string> => {
    const output = await git(["show", ...options, ...shape, commit, "--"], { maxBytes: maxPatch });
    return output.toString("utf8");
  };
  try {
    return await show("--stat", "--patch").catch(async (error: unknown) => {
      if (!(error instanceof OutputTooLarge)) throw error;
      return `${await show("--stat")}\n(The patch is too large to be shown.)\n`;
    });
  } catch (error) {
    throw cannotShow(commit, gitProblem(error), "fetch-branch", error);
  }
}

async function repositoryOf(
  folder: string,
  commit: CommitId,
  signal: AbortSignal | undefined,
): Promise<Repository> {
  const opened = await openRepository(folder, undefined, signal).catch((error: unknown) => {
    throw cannotShow(commit, gitProblem(error), "repair", error);
  });
  if ("git" in opened) return opened;
  throw cannotShow(commit, opened.problem, "clone-to-show");
}

function cannotShow(
  commit: CommitId,
  problem: GitProblem,
  advice: GitAdvice,
  cause?: unknown,
): RegistryError {
  const task = { kind: "show-commit", commit } as const;
  return new RegistryError(
    { code: "file-problem", reason: "git-failed", task, problem, advice },
    { cause },
  );
}
