import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { CommitId } from "../../core/model/ids.ts";
import type { MissingFact, Submodule } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { isSecretFile } from "../../core/registration/secrets.ts";
import { count } from "../../core/text/format.ts";
import { truncate } from "../values/truncate.ts";
import { changedFiles, type ChangedFile } from "./git-changed-files.ts";
import { findFilters } from "./git-filters.ts";
import { readIndex } from "./git-index.ts";
import { createPatch } from "./git-patch.ts";
import type { Repository } from "./git-repository.ts";
import { examineSubmodules, type ExaminedSubmodule } from "./git-submodules.ts";
import { OutputTooLarge, recordedGitProblem } from "./run-git.ts";
import { filesWithSecrets } from "./secret-patch.ts";

/** Differences from the commit in files tracked by git. */
export interface Changes {
  /** Relative to the top of the work tree, in git's order. */
  readonly files: readonly string[];
  /** The differences, for `git apply` at the top; absent when there are none, or none are kept. */
  readonly patch?: Uint8Array;
  /** Files whose differences are not in the patch, and why. */
  readonly leftOut: readonly LeftOut[];
  readonly submodules: readonly Submodule[];
  /** Reason why changes may have been missed; absent when everything was compared. */
  readonly unknown?: string;
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
/** Maximum number of changed files named; more are counted. */
const maxFiles = 1000;
/** Maximum number of exceptions: more would make the command line too long. */
const maxLeftOut = 200;
/** Maximum number of submodules listed; all are examined. */
const maxSubmodules = 100;

/**
 * Compares the work tree and the index with a commit, without running any filter. What git can't
 * tell, for whatever reason, is `unknown`: never the same as no changes.
 *
 * @throws RegistryError `cancelled`
 */
export async function findChanges(
  repository: Repository,
  commit: CommitId,
  { kept, signal }: ChangesOptions,
): Promise<Changes> {
  try {
    return await compare(repository, commit, { kept, signal });
  } catch (error) {
    throwIfCancelled(signal);
    return unknownChanges(recordedGitProblem(error));
  }
}

function unknownChanges(reason: string): Changes {
  const missing = [{ about: "git changes", reason }];
  return { files: [], leftOut: [], submodules: [], unknown: reason, missing };
}

async function compare(
  repository: Repository,
  commit: CommitId,
  { kept, signal }: ChangesOptions,
): Promise<Changes> {
  const filters = findFilters(repository.config);
  if (!filters) {
    return unknownChanges("not compared: the repository has filters that can't be switched off");
  }
  const changed = await changedFiles(repository, filters, { signal });
  const { hidden, gitlinks } = await readIndex(repository, filters);
  const submodules = await examineSubmodules(repository, gitlinks, signal);
  const told = new Set(changed.map(({ file }) => file));
  const inside = submodules.filter(({ path, changed: differs }) => differs && !told.has(path));
  const beside = [
    ...leaveOut(
      hidden.filter((file) => !told.has(file)),
      "git is told not to look at it (assume-unchanged)",
    ),
    ...leaveOut(
      inside.map(({ path }) => path),
      "it is inside the submodule",
    ),
  ];
  const named = changed.slice(0, maxFiles);
  const leftOut = await filesToLeaveOut(repository, named, kept);
  const missing = countUnnamed(changed.length);
  const problem = problemOf(submodules);
  const {
    patch,
    secrets,
    missing: lacking,
  } = await patchOf(repository, commit, {
    exceptions: [
      ...named.map(({ file }) => file).filter((file) => kept.has(file)),
      ...leftOut.map(({ file }) => file),
    ],
    changed: changed.map(({ file }) => file),
    off: filters.off,
    signal,
  });
  return {
    files: [...named.map(({ file }) => file), ...beside.map(({ file }) => file)],
    ...(patch && patch.length > 0 && { patch }),
    leftOut: [
      ...leftOut,
      ...leaveOut(secrets, "a line in it or near it looks like a secret"),
      ...beside,
    ],
    submodules: submodules
      .slice(0, maxSubmodules)
      .map(({ path, commit: at, changed: differs }) => ({ path, commit: at, changed: differs })),
    ...(problem !== undefined && { unknown: problem }),
    missing: [
      ...missing,
      ...lacking,
      ...(problem === undefined ? [] : [{ about: "git changes", reason: problem }]),
    ],
  };
}

function problemOf(submodules: readonly ExaminedSubmodule[]): string | undefined {
  const found = submodules.find(({ problem }) => problem !== undefined);
  return found && truncate(`the submodule ${found.path} was not compared: ${found.problem}`, 1000);
}

function countUnnamed(changed: number): MissingFact[] {
  if (changed <= maxFiles) return [];
  return [
    missingPart("changes", `${count(changed - maxFiles, "more file")} with changes, not named`),
  ];
}

function leaveOut(files: readonly string[], why: string): LeftOut[] {
  return files
    .slice(0, maxLeftOut)
    .map((file) => ({ file, reason: `its change is not in the patch: ${why}` }));
}

async function patchOf(
  repository: Repository,
  commit: CommitId,
  {
    exceptions,
    changed,
    off,
    signal,
  }: {
    readonly exceptions: readonly string[];
    readonly changed: readonly string[];
    readonly off: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<Pick<Changes, "patch" | "missing"> & { readonly secrets: readonly string[] }> {
  const tooMany = missingPart("patch", "too many exceptions");
  if (exceptions.length === changed.length) return { secrets: [], missing: [] };
  if (exceptions.length > maxLeftOut) return { secrets: [], missing: [tooMany] };
  try {
    const maxBytes = maxPatchBytes;
    const whole = await createPatch(repository, commit, { exceptions, off, maxBytes });
    const secrets = [...filesWithSecrets(whole, changed)];
    if (secrets.length === 0) return { patch: whole, secrets, missing: [] };
    const all = [...exceptions, ...secrets];
    if (all.length > maxLeftOut) return { secrets, missing: [tooMany] };
    if (all.length === changed.length) return { secrets, missing: [] };
    const patch = await createPatch(repository, commit, { exceptions: all, off, maxBytes });
    return { patch, secrets, missing: [] };
  } catch (error) {
    throwIfCancelled(signal);
    const reason = error instanceof OutputTooLarge ? "patch too large" : recordedGitProblem(error);
    return { secrets: [], missing: [missingPart("patch", reason)] };
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
    if (isSecretFile(file)) leftOut.push(...leaveOut([file], "it may hold secrets"));
    else if (filter !== undefined) {
      const why = `it goes through the filter ${truncate(filter, 100)}, which is not run`;
      leftOut.push(...leaveOut([file], why));
    } else if ((await sizeOf(repository, file)) > maxPatchBytes) {
      leftOut.push(...leaveOut([file], "larger than 32 MiB"));
    }
  }
  return leftOut;
}

async function sizeOf({ top }: Repository, file: string): Promise<number> {
  return lstat(join(top, file)).then(
    (stat) => stat.size,
    () => 0,
  );
}
