import type { CommitId } from "../../core/model/ids.ts";
import { showCommit } from "../../provenance/git/show-commit.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/**
 * A commit that versions were made from, as text.
 *
 * @throws RegistryError `read-only` in an untrusted workspace (git is not asked), `file-problem`
 */
export async function readCommit(
  registry: Registry,
  { commit }: { readonly commit: CommitId },
  { signal }: Task,
): Promise<string> {
  registry.requireTrust();
  return showCommit(registry.folder, commit, signal);
}
