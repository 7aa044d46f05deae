import type { CommitId } from "../../core/model/ids.ts";
import type { Repository } from "./git-repository.ts";

/** Selection of the differences in a patch. */
export interface PatchOptions {
  /** Files that are left out, relative to the top. */
  readonly exceptions: readonly string[];
  /** Settings that switch filters off. */
  readonly off: readonly string[];
  readonly maxBytes: number;
}

/**
 * Creates a patch of the differences between a commit and the work tree, for `git apply` at the
 * top.
 *
 * @throws OutputTooLarge if it has more than `maxBytes`
 */
export async function createPatch(
  { git }: Repository,
  commit: CommitId,
  { exceptions, off, maxBytes }: PatchOptions,
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
      ...exceptions.map((file) => `:(top,exclude,literal)${file}`),
    ],
    { config: off, maxBytes },
  );
}
