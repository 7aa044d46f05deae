import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { count } from "../../core/text/format.ts";
import type { Filters } from "./git-filters.ts";
import type { Repository } from "./git-repository.ts";
import { inChunks } from "./in-chunks.ts";

/** A commit of another repository in the index: a submodule. */
export interface Gitlink {
  /** Relative to the top of the work tree. */
  readonly path: string;
  readonly commit: string;
}

/** Facts about files in the index that `git status` doesn't report. */
export interface IndexFacts {
  readonly gitlinks: readonly Gitlink[];
  /** Files that differ from the index although git was told not to look at them. */
  readonly hidden: readonly string[];
}

/** Bytes: a million files with long names. */
const maxListing = 512 * 1024 * 1024;
/** Maximum number of files marked by hand; more were not marked one by one. */
const maxUnwatched = 10_000;

/**
 * Reads from the index what `git status` does not report: submodules, and files marked “assume
 * unchanged” or “skip worktree” (git-update-index(1)), which are compared here.
 */
export async function readIndex(repository: Repository, filters: Filters): Promise<IndexFacts> {
  const { git, config } = repository;
  const listing = String(await git(["ls-files", "--stage", "-v", "-z"], { maxBytes: maxListing }));
  const gitlinks: Gitlink[] = [];
  const unwatched = new Map<string, string>();
  // In a sparse checkout, git itself looks whether skipped files are there.
  const isSparse = config.some(({ key, value }) => key === "core.sparsecheckout" && isTrue(value));
  const isMarked = isSparse ? /^[a-z]/ : /^[a-zS]/;
  for (const entry of listing.split("\0")) {
    const [, mode, object = "", path = ""] =
      /^\S (\d{6}) ([0-9a-f]+) \d\t([^]+)$/.exec(entry) ?? [];
    if (mode === undefined) continue;
    if (mode === "160000") gitlinks.push({ path, commit: object });
    else if (isMarked.test(entry)) unwatched.set(path, object);
  }
  if (unwatched.size > maxUnwatched) {
    throw new Error(
      `git was told not to look at ${count(unwatched.size, "file")} (assume-unchanged)`,
    );
  }
  return { gitlinks, hidden: await differing(repository, filters, unwatched) };
}

function isTrue(value: string): boolean {
  return /^(true|yes|on|1|)$/i.test(value);
}

/**
 * Returns the files that differ from the index.
 *
 * @param files object in the index by file
 */
async function differing(
  { git, top }: Repository,
  filters: Filters,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const regular: string[] = [];
  const different: string[] = [];
  for (const file of files.keys()) {
    const entry = await lstat(join(top, file)).catch(() => undefined);
    (entry?.isFile() ? regular : different).push(file);
  }
  for (const chunk of inChunks(regular)) {
    const output = await git(["hash-object", "--", ...chunk], { config: filters.off });
    const objects = String(output).split("\n");
    different.push(...chunk.filter((file, index) => objects[index] !== files.get(file)));
  }
  return different;
}
