import * as l10n from "@vscode/l10n";
import type { Actor } from "../../core/model/recipe.ts";
import type { GitProblem } from "../../core/refusals/git/git-problem.ts";
import type { GitAdvice } from "../../core/refusals/git/git-task.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { headCommit } from "./git-commit.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { gitProblem, isOfAnotherUser } from "./run-git.ts";

/** Kind of git object that keeps an anchor: a note on a commit, or an annotated tag. */
export type AnchorKind = "note" | "tag";

/** A text that was kept in git, and where. */
export interface KeptText {
  /** `note on 1a2b3c4` or `tag model-registry/…`. */
  readonly place: string;
  readonly text: string;
}

const notesRef = "refs/notes/model-registry";
const tagPrefix = "model-registry/";
/** Bytes of all anchors that are read. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Stores a text on HEAD. The repository is hostile input: besides what `gitIn` switches off, no
 * signing program is run, and a symbolic reference is not written through.
 *
 * @throws RegistryError `file-problem`
 */
export async function keepInGit(
  folder: string,
  { kind, text, name, actor }: { kind: AnchorKind; text: string; name: string; actor: Actor },
  signal?: AbortSignal,
): Promise<string> {
  const { git } = await repositoryOf(folder, signal);
  try {
    const head = await headCommit(git);
    if (head === undefined) throw cannot({ kind: "no-commit" }, "commit-first");
    const config = [
      `user.name=${actor.name}`,
      `user.email=${actor.email ?? ""}`,
      "tag.gpgSign=false",
      "tag.forceSignAnnotated=false",
    ];
    if (kind === "tag") {
      const tag = `${tagPrefix}${name}`;
      await git(
        ["tag", "--annotate", "--no-sign", "--cleanup=verbatim", `--message=${text}`, tag, head],
        { config },
      );
      if (String(await git(["tag", "--list", tag])).trim() !== tag)
        throw new Error("no tag was made");
      return l10n.t("tag {0}", tag);
    }
    const target = String(await git(["symbolic-ref", "--quiet", notesRef])).trim();
    if (target !== "") {
      throw cannot({ kind: "notes-stand-for", ref: notesRef, target }, { remove: notesRef });
    }
    await git(["notes", `--ref=${notesRef}`, "append", `--message=${text}`, head], { config });
    return l10n.t("note on {0}", head.slice(0, 7));
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw cannot(gitProblem(error), "repair", error);
  }
}

/**
 * Returns the stored texts, of notes and tags alike.
 *
 * @throws RegistryError `file-problem`
 */
export async function textsInGit(
  folder: string,
  signal?: AbortSignal,
): Promise<readonly KeptText[]> {
  const { git } = await repositoryOf(folder, signal);
  try {
    const format = "--format=%(refname:strip=2)%00%(objecttype)%00%(contents)%00";
    const tags = String(
      await git(["for-each-ref", format, `refs/tags/${tagPrefix}`], { maxBytes }),
    );
    const fields = tags.split("\0");
    const kept: KeptText[] = [];
    for (let index = 0; index + 2 < fields.length; index += 3) {
      const [tag = "", type, text = ""] = fields.slice(index, index + 3);
      if (type === "tag") kept.push({ place: l10n.t("tag {0}", tag.trim()), text });
    }
    return [...(await notes({ git })), ...kept];
  } catch (error) {
    throw cannot(gitProblem(error), "repair", error);
  }
}

async function notes({ git }: Pick<Repository, "git">): Promise<KeptText[]> {
  const isThere = String(await git(["for-each-ref", "--format=%(refname)", notesRef])).trim();
  if (isThere === "") return [];
  const list = String(await git(["notes", `--ref=${notesRef}`, "list"], { maxBytes }));
  const kept: KeptText[] = [];
  for (const line of list.split("\n")) {
    const [, blob, commit = ""] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})$/.exec(line) ?? [];
    if (blob === undefined) continue;
    const text = String(await git(["cat-file", "blob", blob], { maxBytes }));
    kept.push({ place: l10n.t("note on {0}", commit.slice(0, 7)), text });
  }
  return kept;
}

async function repositoryOf(folder: string, signal?: AbortSignal): Promise<Repository> {
  let repository: Awaited<ReturnType<typeof openRepository>>;
  try {
    repository = await openRepository(folder, undefined, signal);
  } catch (error) {
    throwIfCancelled(signal);
    throw cannot(gitProblem(error), isOfAnotherUser(error) ? "trust-owner" : "repair", error);
  }
  if ("git" in repository) return repository;
  throw cannot(repository.problem, "init");
}

function cannot(problem: GitProblem, advice: GitAdvice, cause?: unknown): RegistryError {
  return new RegistryError(
    { code: "file-problem", reason: "git-failed", task: { kind: "anchor" }, problem, advice },
    { cause },
  );
}
