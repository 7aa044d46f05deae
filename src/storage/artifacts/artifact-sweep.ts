import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { isErrno } from "../files/errno.ts";
import { artifactPath, requireRealFolder, type RegistryPaths } from "../files/registry-paths.ts";

/**
 * All objects of the artifact store as they are on disk, folder by folder. What has no digest for a
 * name, and what is a link, is not the registry's and is passed over.
 *
 * @throws RegistryError `file-problem` if a folder is a link
 */
export async function* storedObjects(paths: RegistryPaths): AsyncGenerator<readonly StoredBytes[]> {
  for (const prefix of await namesIn(paths.artifacts)) {
    const folder = join(paths.artifacts, prefix);
    if (!/^[0-9a-f]{2}$/.test(prefix) || !(await requireRealFolder(folder))) continue;
    const found: StoredBytes[] = [];
    for (const name of await namesIn(folder)) {
      const sha256 = Sha256.safeParse(name);
      if (!sha256.success || !name.startsWith(prefix)) continue;
      const stats = await lstat(join(folder, name)).catch(() => undefined);
      if (stats?.isFile()) found.push({ sha256: sha256.data, size: stats.size });
    }
    yield found;
  }
}

/**
 * Removes an object of the store. Only under the lock, once it is known that nothing refers to it.
 *
 * @returns its size in bytes; undefined if it was not there
 */
export async function removeObject(
  paths: RegistryPaths,
  sha256: Sha256,
): Promise<number | undefined> {
  const path = artifactPath(paths, sha256);
  try {
    const { size } = await lstat(path);
    await unlink(path);
    return size;
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
