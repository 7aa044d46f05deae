import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { filteredFiles, isLfsContent, type Filters } from "./git-filters.ts";
import type { Repository } from "./git-repository.ts";

/** A tracked file that differs, relative to the top of the work tree. */
export interface ChangedFile {
  readonly file: string;
  readonly filter: string | undefined;
}

export interface ChangedFilesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Files to compare; all of them if empty. */
  readonly pathspecs?: readonly string[];
  /** Include untracked files that git does not ignore. */
  readonly untracked?: boolean;
}

/** Returns the tracked files whose content, mode or existence differs from HEAD, staged or not. */
export async function changedFiles(
  repository: Repository,
  filters: Filters,
  { signal, pathspecs = [], untracked = false }: ChangedFilesOptions,
): Promise<ChangedFile[]> {
  const output = await repository.git(
    [
      "status",
      "--porcelain=v2",
      "--branch",
      "--no-ahead-behind",
      "-z",
      "--no-renames",
      `--untracked-files=${untracked ? "normal" : "no"}`,
      // Looking inside a submodule runs git there, with the submodule's own configuration: done in
      // git-submodules.ts.
      "--ignore-submodules=dirty",
      "--",
      ...pathspecs,
    ],
    { config: filters.off },
  );
  throwIfCancelled(signal);
  const lines = String(output).split("\0");
  // A git that was stopped early or says nothing has not compared anything.
  if (!lines.some((line) => line.startsWith("# branch.oid "))) {
    throw new Error("git status gave no answer");
  }
  // git-status(1), “Porcelain Format Version 2”; with -z, names are as they are.
  const entries = lines.flatMap((entry) => {
    const ordinary = /^1 (?:[^ ]+ ){5}([0-9a-f]+) [0-9a-f]+ ([^]+)$/.exec(entry);
    const other = /^(?:u (?:[^ ]+ ){9}|\? )([^]+)$/.exec(entry);
    const file = ordinary?.[2] ?? other?.[1];
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
