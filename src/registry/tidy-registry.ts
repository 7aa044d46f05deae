import { isTracked } from "../provenance/git/git-tracked.ts";
import { removeLeftovers, type RemovedLeftovers } from "../storage/artifacts/leftovers.ts";
import { excludeFromGit } from "../storage/files/git-exclude.ts";
import { ensureGitignore, gitignoreForm } from "../storage/files/registry-gitignore.ts";
import { requireRealFolder, type RegistryPaths } from "../storage/files/registry-paths.ts";

/**
 * Puts back what keeps git away from a registry, and removes what processes left behind that have
 * ended. For trusted workspaces, at each opening; does nothing where there is no registry. What
 * can't be written stays as it is: reading must be possible all the same.
 *
 * @returns what was removed
 */
export async function tidyRegistry(paths: RegistryPaths): Promise<RemovedLeftovers> {
  const nothing = { leftovers: 0, bytes: 0 };
  if (!(await requireRealFolder(paths.root))) return nothing;
  await excludeFromGit(paths);
  await restoreGitignore(paths).catch(() => undefined);
  return removeLeftovers(paths).catch(() => nothing);
}

/**
 * Restores the registry's `.gitignore`. The form of older releases is replaced unless it was
 * committed: then it can't be cleaned away, and replacing it would make the working tree dirty.
 */
async function restoreGitignore(paths: RegistryPaths): Promise<void> {
  const form = await gitignoreForm(paths);
  if (form === "current") return;
  if (form === "older" && (await isTracked(paths.folder, paths.gitignore))) return;
  await ensureGitignore(paths);
}
