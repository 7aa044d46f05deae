import type { Stats } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "../files/errno.ts";
import { processState } from "../files/process-owner.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { temporaryOwner } from "../files/temporary-name.ts";

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
  /** Bytes. */
  readonly size: number;
}

/** Left-overs that were removed, and their bytes. */
export interface RemovedLeftovers {
  readonly leftovers: number;
  readonly bytes: number;
}

/**
 * Finds all leftovers of a registry. Files with other names in its folders are not the registry's
 * own.
 */
export async function findLeftovers(paths: RegistryPaths): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  for (const folder of [paths.root, paths.ledger, paths.runs]) {
    for (const name of await namesIn(folder)) {
      if (!name.endsWith(".tmp")) continue;
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isFile()) found.push(await describe("temporary", path, name, [stats]));
    }
  }
  for (const name of await namesIn(paths.staging)) {
    const path = join(paths.staging, name);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isDirectory()) continue;
    // While a large file grows, its folder keeps its time.
    const files = await Promise.all((await namesIn(path)).map((file) => look(join(path, file))));
    const inside = files.flatMap((file) => file ?? []);
    found.push(
      await describe("staging", path, name, [{ size: 0, mtimeMs: stats.mtimeMs }, ...inside]),
    );
  }
  return found;
}

async function describe(
  kind: Leftover["kind"],
  path: string,
  name: string,
  parts: readonly Pick<Stats, "size" | "mtimeMs">[],
): Promise<Leftover> {
  const owner = temporaryOwner(name);
  return {
    path,
    kind,
    owner: owner ? await processState(owner) : "unknown",
    modifiedAt: Math.max(...parts.map(({ mtimeMs }) => mtimeMs)),
    size: parts.reduce((sum, { size }) => sum + size, 0),
  };
}

/** Removes what processes left behind that have ended, and nothing else. */
export async function removeLeftovers(paths: RegistryPaths): Promise<RemovedLeftovers> {
  const removed = { leftovers: 0, bytes: 0 };
  for (const leftover of await findLeftovers(paths)) {
    if (leftover.owner !== "ended") continue;
    await removeLeftover(leftover);
    removed.leftovers += 1;
    removed.bytes += leftover.size;
  }
  return removed;
}

export async function removeLeftover({ path }: Leftover): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function look(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
