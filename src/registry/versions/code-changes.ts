import type { CommitId, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import {
  commitsBetween,
  readFileAt,
  type CommitDifference,
} from "../../provenance/git/commits-between.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "./describe-version.ts";

/** Changes of the code between two versions. */
export interface CodeChanges extends CommitDifference {
  /** `fraud 4`, `fraud 5`. */
  readonly titles: readonly [base: string, version: string];
  readonly from: CommitId;
  readonly to: CommitId;
}

/**
 * Returns the commits and files between the commits of two versions. Uncommitted changes are not
 * among them.
 *
 * @throws RegistryError `read-only` in an untrusted workspace (git is not asked), `file-problem`, or
 *   `invalid-request` if a version has no commit
 */
export async function codeChanges(
  registry: Registry,
  request: { readonly base: VersionId; readonly version: VersionId },
  { signal }: Task,
): Promise<CodeChanges> {
  registry.requireTrust();
  const [base, version] = await registry.read(
    (state) => [requireDetail(state, request.base), requireDetail(state, request.version)] as const,
  );
  const commitOf = (detail: typeof base): CommitId => {
    const commit = detail.registration.recipe.git?.commit;
    if (commit !== undefined) return commit;
    throw new RegistryError({
      code: "invalid-request",
      reason: "no-commit",
      title: versionTitle(detail),
    });
  };
  const [from, to] = [commitOf(base), commitOf(version)];
  return {
    titles: [versionTitle(base), versionTitle(version)],
    from,
    to,
    ...(await commitsBetween(registry.folder, from, to, signal)),
  };
}

/**
 * Returns a file as it was in a commit; empty where it was not there.
 *
 * @throws RegistryError `read-only` in an untrusted workspace, `file-problem`
 */
export async function readCommittedFile(
  registry: Registry,
  { commit, path }: { readonly commit: CommitId; readonly path: string },
  { signal }: Task,
): Promise<string> {
  registry.requireTrust();
  return readFileAt(registry.folder, commit, path, signal);
}
