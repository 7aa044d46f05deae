import { CommitId, Timestamp } from "../../core/model/ids.ts";
import type { GitTask } from "../../core/refusals/git/git-task.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { formatBytes } from "../../core/text/format.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { gitProblem } from "./run-git.ts";

/** A commit in one line. */
export interface CommitSummary {
  readonly commit: CommitId;
  readonly subject: string;
  readonly author: string;
  readonly at: Timestamp;
}

/** A file that is another in the second of two commits. */
export interface ChangedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly change: "added" | "changed" | "deleted";
}

/** Commits and files between two commits. */
export interface CommitDifference {
  /** Commits that only the second one has, newest first; of many the newest. */
  readonly commits: readonly CommitSummary[];
  /** Number of commits that the second one has and the first one has not. */
  readonly ahead: number;
  /** Number of commits that the first one has and the second one has not. */
  readonly behind: number;
  readonly files: readonly ChangedFile[];
}

const mostCommits = 200;
const maxBytes = 8 * 1024 * 1024;

/**
 * Returns the commits and files between two commits. Trees are compared, not the work tree, so no
 * filter or other program of the repository runs.
 *
 * @throws RegistryError `file-problem` if git is not there or does not have one of them
 */
export async function commitsBetween(
  folder: string,
  from: CommitId,
  to: CommitId,
  signal?: AbortSignal,
): Promise<CommitDifference> {
  return inRepository(folder, { kind: "compare-commits", from, to }, signal, async ({ git }) => {
    const run = async (...args: string[]): Promise<string> =>
      (await git(args, { maxBytes })).toString("utf8");
    const counts = await run("rev-list", "--left-right", "--count", `${from}...${to}`, "--");
    const format = "--format=%H%x00%an%x00%aI%x00%s";
    const log = await run(
      ...["log", "--no-show-signature", "-z", format, `--max-count=${mostCommits}`],
      ...[`${from}..${to}`, "--"],
    );
    const tree = await run(
      "diff-tree",
      "-r",
      "-z",
      "--no-renames",
      "--name-status",
      from,
      to,
      "--",
    );
    const [behind = 0, ahead = 0] = counts.trim().split(/\s+/).map(Number);
    return { commits: commitsOf(log), ahead, behind, files: filesOf(tree) };
  });
}

/**
 * Returns a text file as it was in a commit; empty where it was not there. Of a binary file, its size.
 *
 * @throws RegistryError `file-problem` if git is not there or does not have the commit
 */
export async function readFileAt(
  folder: string,
  commit: CommitId,
  path: string,
  signal?: AbortSignal,
): Promise<string> {
  return inRepository(folder, { kind: "show-commit", commit }, signal, async ({ git }) => {
    const listed = await git([
      "ls-tree",
      "-z",
      "--full-tree",
      commit,
      "--",
      `:(top,literal)${path}`,
    ]);
    const [, kind, object = ""] = /^\d+ (\w+) ([0-9a-f]+)\t/.exec(listed.toString("utf8")) ?? [];
    if (kind !== "blob") return "";
    const bytes = await git(["cat-file", "blob", object], { maxBytes });
    return bytes.includes(0) ? `(binary, ${formatBytes(bytes.length)})\n` : bytes.toString("utf8");
  });
}

function commitsOf(log: string): readonly CommitSummary[] {
  const fields = log.split("\0");
  const commits: CommitSummary[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [hash, author = "", date = "", subject = ""] = fields.slice(at, at + 4);
    const parsed = CommitId.safeParse(hash?.trim());
    if (!parsed.success) continue;
    const time = Timestamp.parse(new Date(date).toISOString());
    commits.push({ commit: parsed.data, author, at: time, subject });
  }
  return commits;
}

function filesOf(tree: string): readonly ChangedFile[] {
  const fields = tree.split("\0");
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [status, path = ""] = fields.slice(at, at + 2);
    if (path === "") continue;
    const change = status === "A" ? "added" : status === "D" ? "deleted" : "changed";
    files.push({ path, change });
  }
  return files;
}

async function inRepository<Result>(
  folder: string,
  task: GitTask & { readonly kind: "compare-commits" | "show-commit" },
  signal: AbortSignal | undefined,
  read: (repository: Repository) => Promise<Result>,
): Promise<Result> {
  const isOne = task.kind === "show-commit";
  const failed = { code: "file-problem", reason: "git-failed", task } as const;
  try {
    const opened = await openRepository(folder, undefined, signal);
    if ("git" in opened) return await read(opened);
    throw new RegistryError({
      ...failed,
      problem: opened.problem,
      advice: isOne ? "clone-to-show" : "clone-to-compare",
    });
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(
      {
        ...failed,
        problem: gitProblem(error),
        advice: isOne ? "fetch-branch" : "fetch-branches",
      },
      { cause: error },
    );
  }
}
