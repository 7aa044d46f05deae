import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./atomic-file.ts";
import { excludeFromGit } from "./git-exclude.ts";
import { ensureGitignore } from "./registry-gitignore.ts";
import { requireRealFolders, writeProblem, type RegistryPaths } from "./registry-paths.ts";

/**
 * Makes the folders that are missing. Refuses folders that are links: a hostile repository could
 * point them out of the workspace. What git shall ignore is said before there is anything else.
 *
 * @throws RegistryError `read-only` or `file-problem`
 */
export async function createRegistryFolders(paths: RegistryPaths): Promise<void> {
  try {
    const isComplete = await requireRealFolders(paths);
    if (!isComplete) {
      await makeFolder(paths.root);
      await excludeFromGit(paths);
    }
    await ensureGitignore(paths);
    if (isComplete) return;
    for (const folder of [paths.ledger, paths.artifacts, paths.staging]) await makeFolder(folder);
  } catch (error) {
    throw writeProblem(paths, error);
  }
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await syncFoldersAbove(folder, dirname(made));
}

/** Flushes the folders above a folder, as its content is durable only when they are. */
async function syncFoldersAbove(folder: string, top: string): Promise<void> {
  for (let above = dirname(folder); above.startsWith(top); above = dirname(above)) {
    await syncFolder(above);
    if (above === dirname(above)) return;
  }
}
