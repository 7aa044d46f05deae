import { CommitId } from "../../core/model/ids.ts";
import type { Actor } from "../../core/model/recipe.ts";
import type { GitProblem } from "../../core/refusals/git/git-problem.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { openRepository, type Repository } from "./git-repository.ts";
import { gitProblem, isOfAnotherUser, OutputTooLarge } from "./run-git.ts";

/** An annotated tag of a commit. */
export interface AnnotatedTag {
  readonly name: string;
  readonly commit: CommitId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The first line. */
  readonly message: string;
}

/** Bytes of all tags that are read. */
const maxTags = 64 * 1024 * 1024;

/** Reads what a repository has at any commit. Runs nothing that it names. */
export class CommittedFiles {
  readonly #repository: Repository;

  private constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** @throws RegistryError `file-problem` */
  static async open(folder: string, signal?: AbortSignal): Promise<CommittedFiles> {
    let repository: Awaited<ReturnType<typeof openRepository>>;
    try {
      repository = await openRepository(folder, undefined, signal);
    } catch (error) {
      throwIfCancelled(signal);
      const advice = isOfAnotherUser(error) ? "trust-owner" : "repair";
      throw cannot(gitProblem(error), advice, error);
    }
    if ("git" in repository) return new CommittedFiles(repository);
    throw cannot(repository.problem, "clone-to-import");
  }

  /** Folder of the work tree, absolute. */
  get top(): string {
    return this.#repository.top;
  }

  /** Returns the annotated tags of commits. */
  async tags(): Promise<readonly AnnotatedTag[]> {
    const format =
      "--format=%(refname:strip=2)%00%(objecttype)%00%(*objecttype)%00%(*objectname)%00%(creatordate:unix)%00%(contents:subject)%00";
    const output = await this.#repository.git(["for-each-ref", format, "refs/tags"], {
      maxBytes: maxTags,
    });
    const fields = String(output).split("\0");
    const tags: AnnotatedTag[] = [];
    for (let index = 0; index + 5 < fields.length; index += 6) {
      const [name = "", type, target, id, seconds, message = ""] = fields.slice(index, index + 6);
      const commit = CommitId.safeParse(id);
      if (type !== "tag" || target !== "commit" || !commit.success) continue;
      tags.push({ name: name.trim(), commit: commit.data, at: Number(seconds) * 1000, message });
    }
    return tags;
  }

  /**
   * Makes an annotated tag of a commit. No signing program runs.
   *
   * @throws Error of git
   */
  async tag(
    { name, message }: Pick<AnnotatedTag, "name" | "message">,
    commit: CommitId,
    actor: Actor,
  ): Promise<void> {
    const config = [
      `user.name=${actor.name}`,
      `user.email=${actor.email ?? ""}`,
      "tag.gpgSign=false",
      "tag.forceSignAnnotated=false",
    ];
    await this.#repository.git(
      ["tag", "--annotate", "--no-sign", `--message=${message}`, "--end-of-options", name, commit],
      { config },
    );
  }

  /** Returns the files at or below a path of a commit, with their ids; links are left out. */
  async list(
    commit: CommitId,
    path: string,
  ): Promise<readonly { readonly path: string; readonly id: string; readonly size: number }[]> {
    const output = await this.#repository.git([
      ...["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", path],
    ]);
    return String(output)
      .split("\0")
      .flatMap((line) => {
        const [, id, size, name] =
          /^100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+)\t(.*)$/s.exec(line) ?? [];
        return id === undefined || name === undefined
          ? []
          : [{ path: name, id, size: Number(size) }];
      });
  }

  /** Returns the bytes of a file; undefined if there are more than `maxBytes`. */
  async read(id: string, maxBytes: number): Promise<Buffer | undefined> {
    try {
      return await this.#repository.git(["cat-file", "blob", id], { maxBytes });
    } catch (error) {
      if (error instanceof OutputTooLarge) return undefined;
      throw cannot(gitProblem(error), "fetch-branches", error);
    }
  }
}

function cannot(
  problem: GitProblem,
  advice: "clone-to-import" | "fetch-branches" | "repair" | "trust-owner",
  cause?: unknown,
): RegistryError {
  return new RegistryError(
    { code: "file-problem", reason: "git-failed", task: { kind: "import" }, problem, advice },
    { cause },
  );
}
