import { firstStage } from "../../core/model/policy.ts";
import type { GitProblem } from "../../core/refusals/git/git-problem.ts";
import type { GitAdvice } from "../../core/refusals/git/git-task.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { parseSemVer, withoutV } from "../../core/text/semver.ts";
import { missingTags } from "../../interchange/gto/tags.ts";
import { CommittedFiles } from "../../provenance/git/git-tags.ts";
import { gitProblem } from "../../provenance/git/run-git.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import type { Task } from "../task.ts";

/** The version, and the tags that were written. */
export interface PublishedTags {
  readonly version: Version;
  readonly tags: readonly string[];
  /** The commit that they are on. */
  readonly commit: string;
}

/**
 * Writes the git tags by which GTO knows a version and its stage, on the commit that was recorded
 * with it: `fraud@v1.2.0`, `fraud#Production#3`. The version is its label if that is a semantic
 * version number, else `0.0.<number>`. Tags that are there already are left as they are.
 *
 * @throws RegistryError `unknown-version`, `file-problem` with what git can't do
 */
export async function publishToGto(
  registry: Registry,
  request: { readonly reference: string },
  { signal }: Task = {},
): Promise<PublishedTags> {
  registry.requireTrust();
  const version = await findVersion(registry, request);
  const recorded = await registry.read((state) => state.registration(version.id)?.recipe.git);
  const title = versionTitle(version);
  const cannot = (problem: GitProblem, advice: GitAdvice, cause?: unknown): RegistryError =>
    new RegistryError(
      {
        code: "file-problem",
        reason: "git-failed",
        task: { kind: "publish", title },
        problem,
        advice,
      },
      { cause },
    );
  if (!recorded) throw cannot({ kind: "commit-not-recorded" }, "commit-first");
  const { commit } = recorded;
  const committed = await CommittedFiles.open(registry.folder, signal);
  const { policy } = await registry.policy();
  const label = withoutV(version.label ?? "");
  const tags = missingTags(
    {
      artifact: version.model,
      version: parseSemVer(label) ? label : `0.0.${version.number}`,
      commit,
      ...(version.stage !== firstStage(policy) && { stage: version.stage }),
    },
    await committed.tags(),
  );
  if ("problem" in tags) {
    throw tags.problem === "name"
      ? cannot({ kind: "no-names-of-gto" }, "rename-model")
      : cannot({ kind: "tag-elsewhere" }, "repair");
  }
  try {
    const actor = await registry.actor();
    for (const tag of tags) await committed.tag(tag, commit, actor);
  } catch (error) {
    throw cannot(gitProblem(error), "fetch-commit", error);
  }
  return { version, tags: tags.map(({ name }) => name), commit };
}
