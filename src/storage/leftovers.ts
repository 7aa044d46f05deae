import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "./errno.ts";
import { processState } from "./process-owner.ts";
import type { RegistryPaths } from "./registry-paths.ts";
import { temporaryOwner } from "./temporary-name.ts";

/** Something that a process made on its way to something else, and has not removed yet. */
export interface Leftover {
  /** Absolute. */
  readonly path: string;
  /** A folder of a registration's bytes, or a file that was to replace another. */
  readonly kind: "staging" | "temporary";
  /**
   * `ended`: nobody needs it any more. `unknown`: it is of another machine or container, or of an
   * older release, which did not say whose it is.
   */
  readonly owner: "running" | "ended" | "unknown";
  /** Milliseconds since the epoch: when it was last written to, by the file system's clock. */
  readonly modifiedAt: number;
}

/** All of a registry. Files of other names in its folders are not the registry's to judge. */
export async function findLeftovers(paths: RegistryPaths): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  for (const folder of [paths.root, paths.ledger]) {
    for (const name of await namesIn(folder)) {
      if (!name.endsWith(".tmp")) continue;
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isFile()) found.push(await describe(path, name, "temporary", stats.mtimeMs));
    }
  }
  for (const name of await namesIn(paths.staging)) {
    const path = join(paths.staging, name);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isDirectory()) continue;
    // While a large file grows, its folder keeps its time.
    const touched = await Promise.all(
      (await namesIn(path)).map((file) => timeOf(join(path, file))),
    );
    found.push(await describe(path, name, "staging", Math.max(stats.mtimeMs, ...touched)));
  }
  return found;
}

async function describe(
  path: string,
  name: string,
  kind: Leftover["kind"],
  modifiedAt: number,
): Promise<Leftover> {
  const owner = temporaryOwner(name);
  return { path, kind, owner: owner ? await processState(owner) : "unknown", modifiedAt };
}

/** Removes what processes left behind that have ended, and nothing else. */
export async function removeLeftovers(paths: RegistryPaths): Promise<void> {
  for (const leftover of await findLeftovers(paths)) {
    if (leftover.owner === "ended") await removeLeftover(leftover);
  }
}

export async function removeLeftover({ path }: Leftover): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function timeOf(path: string): Promise<number> {
  return lstat(path).then(
    (stats) => stats.mtimeMs,
    () => 0,
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
