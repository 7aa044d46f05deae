import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { untrackedReason, type MissingFact } from "../../core/model/recipe.ts";
import { count } from "../../core/text/format.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { truncate } from "../values/truncate.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { inChunks } from "./in-chunks.ts";
import { recordedGitProblem } from "./run-git.ts";

/** A registered file as git sees it. */
export interface LocatedFile {
  /** Relative to the workspace folder. */
  readonly shown: string;
  /** Relative to the top of the work tree; it may lead out of it. */
  readonly inside: string;
}

/** Returns the paths of the registered files in the repository. Links on the way are resolved. */
export async function locateFiles(
  { top }: Repository,
  folder: string,
  paths: readonly string[],
): Promise<LocatedFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const parent = await realpath(dirname(path)).catch(() => dirname(path));
      return {
        shown: truncate(slashRelative(folder, path), 4096),
        inside: slashRelative(top, join(parent, basename(path))),
      };
    }),
  );
}

/** Maximum number of files named; more are counted. */
const maxNamed = 20;

/**
 * Returns the registered files that git does not track: checking out a later commit won't bring
 * them back.
 */
export async function untrackedFiles(
  { git }: Repository,
  files: readonly LocatedFile[],
): Promise<MissingFact[]> {
  const inside = files.map((file) => file.inside).filter(isInside);
  const tracked = new Set<string>();
  try {
    for (const chunk of inChunks(inside)) {
      const pathspecs = chunk.map((file) => `:(top,literal)${file}`);
      const output = String(await git(["ls-files", "--cached", "-z", "--", ...pathspecs]));
      for (const file of output.split("\0")) tracked.add(file);
    }
  } catch (error) {
    return [
      { about: "git", reason: `can't tell which files are tracked: ${recordedGitProblem(error)}` },
    ];
  }
  const untracked = files.filter((file) => !tracked.has(file.inside));
  const reason = untrackedReason;
  return [
    ...untracked.slice(0, maxNamed).map(({ shown }) => ({ about: shown, reason })),
    ...(untracked.length > maxNamed
      ? [{ about: count(untracked.length - maxNamed, "more file"), reason }]
      : []),
  ];
}

/**
 * Returns whether git tracks a file; also true if there is a repository and git does not answer.
 */
export async function isTracked(folder: string, path: string): Promise<boolean> {
  try {
    const repository = await openRepository(folder, undefined);
    if ("problem" in repository) return repository.problem.kind !== "none";
    const file = slashRelative(repository.top, join(await realpath(dirname(path)), basename(path)));
    const args = ["ls-files", "--cached", "-z", "--", `:(top,literal)${file}`];
    return (await repository.git(args)).length > 0;
  } catch {
    return true;
  }
}
