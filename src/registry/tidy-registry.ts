import { isTracked } from "../provenance/git-tracked.ts";
import { excludeFromGit } from "../storage/git-exclude.ts";
import { removeLeftovers } from "../storage/leftovers.ts";
import { ensureGitignore, gitignoreForm } from "../storage/registry-gitignore.ts";
import { requireRealFolder, type RegistryPaths } from "../storage/registry-paths.ts";

/**
 * Puts back what keeps git away from a registry, and removes what processes left behind that have
 * ended. For trusted workspaces, at each opening; does nothing where there is no registry. What
 * can't be written stays as it is: reading must be possible all the same.
 */
export async function tidyRegistry(paths: RegistryPaths): Promise<void> {
  if (!(await requireRealFolder(paths.root))) return;
  await excludeFromGit(paths);
  await restoreGitignore(paths).catch(() => undefined);
  await removeLeftovers(paths).catch(() => undefined);
}

/**
 * One as older releases wrote it is replaced, unless it was committed: then it can't be cleaned
 * away, and replacing it would make the working tree dirty.
 */
async function restoreGitignore(paths: RegistryPaths): Promise<void> {
  const form = await gitignoreForm(paths);
  if (form === "current") return;
  if (form === "older" && (await isTracked(paths.folder, paths.gitignore))) return;
  await ensureGitignore(paths);
}
