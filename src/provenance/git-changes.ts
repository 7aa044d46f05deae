import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { CommitId } from "../core/ids.ts";
import type { MissingFact } from "../core/recipe.ts";
import { throwIfCancelled } from "../core/refusal.ts";
import { clip } from "./clip.ts";
import { filteredFiles, findFilters, isLfsContent, type Filters } from "./git-filters.ts";
import type { Repository } from "./git-repository.ts";
import { gitProblem, OutputTooLarge } from "./run-git.ts";

/** What differs from the commit, in files tracked by git. */
export interface Changes {
  /** Relative to the top of the work tree, in git's order. */
  readonly files: readonly string[];
  /** The differences, for `git apply` at the top; absent when there are none, or none are kept. */
  readonly patch?: Uint8Array;
  /** Files whose differences are not in the patch, and why. */
  readonly leftOut: readonly LeftOut[];
  readonly missing: readonly MissingFact[];
}

export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

export interface ChangesOptions {
  /** Files whose bytes are kept anyway: not in the patch. Relative to the top. */
  readonly kept: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes: a larger patch is not kept, and a larger file is not part of it. */
const maxPatchBytes = 32 * 1024 * 1024;
/** More changed files are counted, not named. */
const maxFiles = 1000;
/** More exceptions would make the command line too long. */
const maxLeftOut = 200;

/** Compares the work tree and the index with a commit, without running any filter. */
export async function findChanges(
  repository: Repository,
  commit: CommitId,
  { kept, signal }: ChangesOptions,
): Promise<Changes> {
  const filters = findFilters(repository.config);
  if (!filters) {
    const reason = "not compared: the repository has filters that can't be switched off";
    return { files: [], leftOut: [], missing: [{ about: "git changes", reason }] };
  }
  const changed = await changedFiles(repository, filters, signal);
  const named = changed.slice(0, maxFiles);
  const leftOut = await filesToLeaveOut(repository, named, kept);
  const outcome = { files: named.map(({ file }) => file), leftOut };
  const missing =
    changed.length > maxFiles
      ? [missingPart("changes", `${changed.length - maxFiles} more files differ and are not named`)]
      : [];
  const exceptions = [
    ...outcome.files.filter((file) => kept.has(file)),
    ...leftOut.map(({ file }) => file),
  ];
  if (exceptions.length === changed.length) return { ...outcome, missing };
  if (exceptions.length > maxLeftOut) {
    return { ...outcome, missing: [...missing, missingPart("patch", "too many exceptions")] };
  }
  try {
    const patch = await createPatch(repository, filters, commit, exceptions);
    return { ...outcome, ...(patch.length > 0 && { patch }), missing };
  } catch (error) {
    throwIfCancelled(signal);
    const reason = error instanceof OutputTooLarge ? "patch too large" : gitProblem(error);
    return { ...outcome, missing: [...missing, missingPart("patch", reason)] };
  }
}

function missingPart(part: "changes" | "patch", reason: string): MissingFact {
  return { about: `git ${part}`, reason };
}

async function filesToLeaveOut(
  repository: Repository,
  changed: readonly ChangedFile[],
  kept: ReadonlySet<string>,
): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = [];
  for (const { file, filter } of changed) {
    if (kept.has(file)) continue;
    if (filter !== undefined) {
      const why = `it goes through the filter ${clip(filter, 100)}, which is not run`;
      leftOut.push({ file, reason: `its change is not in the patch: ${why}` });
    } else if ((await sizeOf(repository, file)) > maxPatchBytes) {
      leftOut.push({ file, reason: "its change is not in the patch: larger than 32 MiB" });
    }
  }
  return leftOut;
}

export interface ChangedFile {
  readonly file: string;
  readonly filter: string | undefined;
}

/**
 * Tracked files whose content, mode or existence differs from HEAD, staged or not; of all files, or
 * of those that the pathspecs mean.
 */
export async function changedFiles(
  repository: Repository,
  filters: Filters,
  signal: AbortSignal | undefined,
  pathspecs: readonly string[] = [],
): Promise<ChangedFile[]> {
  const output = await repository.git(
    [
      "status",
      "--porcelain=v2",
      "--branch",
      "--no-ahead-behind",
      "-z",
      "--no-renames",
      "--untracked-files=no",
      // Looking inside a submodule runs git there, with the submodule's own configuration.
      "--ignore-submodules=dirty",
      "--",
      ...pathspecs,
    ],
    { config: filters.off },
  );
  // git-status(1), “Porcelain Format Version 2”; with -z, names are as they are.
  const entries = String(output)
    .split("\0")
    .flatMap((entry) => {
      const ordinary = /^1 (?:[^ ]+ ){5}([0-9a-f]+) [0-9a-f]+ ([^]+)$/.exec(entry);
      const unmerged = /^u (?:[^ ]+ ){9}([^]+)$/.exec(entry);
      const file = ordinary?.[2] ?? unmerged?.[1];
      return file === undefined ? [] : [{ file, committed: ordinary?.[1] ?? "" }];
    });
  const filtered = await filteredFiles(
    repository,
    filters,
    entries.map(({ file }) => file),
  );
  const changed: ChangedFile[] = [];
  for (const { file, committed } of entries) {
    const filter = filtered.get(file);
    if (filter === "lfs" && (await isLfsContent(repository, file, committed, signal))) continue;
    changed.push({ file, filter });
  }
  return changed;
}

async function createPatch(
  { git }: Repository,
  filters: Filters,
  commit: CommitId,
  leftOut: readonly string[],
): Promise<Uint8Array> {
  return git(
    [
      "diff-index",
      "--patch",
      "--binary",
      "--no-ext-diff",
      "--no-textconv",
      "--no-color",
      "--no-renames",
      "--src-prefix=a/",
      "--dst-prefix=b/",
      "--ignore-submodules=dirty",
      commit,
      "--",
      ":(top)",
      ...leftOut.map((file) => `:(top,exclude,literal)${file}`),
    ],
    { config: filters.off, maxBytes: maxPatchBytes },
  );
}

async function sizeOf({ top }: Repository, file: string): Promise<number> {
  return lstat(join(top, file)).then(
    (stat) => stat.size,
    () => 0,
  );
}
