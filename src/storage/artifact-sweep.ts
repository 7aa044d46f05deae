import { lstat, readdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBytes } from "../core/artifact.ts";
import { Sha256 } from "../core/ids.ts";
import { isErrno } from "./errno.ts";
import { artifactPath, requireRealFolder, type RegistryPaths } from "./registry-paths.ts";

/** Left-overs of processes that died are removed after this long, in milliseconds. */
const abandonedAfter = 24 * 60 * 60 * 1000;

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

/** A folder of bytes on their way that nobody has touched for a day. */
export interface AbandonedStaging {
  readonly path: string;
  /** Bytes in it. */
  readonly size: number;
}

export async function abandonedStaging(paths: RegistryPaths): Promise<readonly AbandonedStaging[]> {
  const found: AbandonedStaging[] = [];
  for (const name of await namesIn(paths.staging)) {
    const path = join(paths.staging, name);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isDirectory()) continue;
    const files = await Promise.all(
      (await namesIn(path)).map((file) => lstat(join(path, file)).catch(() => undefined)),
    );
    // While a large file grows, its folder keeps its time.
    const touched = Math.max(stats.mtimeMs, ...files.map((file) => file?.mtimeMs ?? 0));
    if (Date.now() - touched <= abandonedAfter) continue;
    found.push({ path, size: files.reduce((sum, file) => sum + (file?.size ?? 0), 0) });
  }
  return found;
}

export async function removeStaging({ path }: AbandonedStaging): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
