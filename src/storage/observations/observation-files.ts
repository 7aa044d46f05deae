import { open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { ulid } from "ulid";
import { SegmentId } from "../../core/events/observation-events.ts";
import { syncFolder } from "../files/atomic-file.ts";
import { isErrno } from "../files/errno.ts";
import { requireRealFolder, type RegistryPaths } from "../files/registry-paths.ts";

/**
 * Files of observations that are not sealed: `live.jsonl`, to which is appended, and closed ones,
 * `<segment>.jsonl`. A closed one is removed once an event refers to its content.
 */

/** File of observations that are not sealed. */
export interface ObservationFile {
  readonly path: string;
  /** Undefined for the one to which is appended. */
  readonly segment: SegmentId | undefined;
  readonly inode: number;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

const ending = ".jsonl";
const liveName = `live${ending}`;

export function liveObservations(paths: RegistryPaths): string {
  return join(paths.observations, liveName);
}

/**
 * Lists the files of observations that are not sealed, by name.
 *
 * @throws RegistryError `file-problem` if the folder is a link
 */
export async function observationFiles(paths: RegistryPaths): Promise<readonly ObservationFile[]> {
  if (!(await requireRealFolder(paths.observations))) return [];
  const names = (await readdir(paths.observations)).sort();
  const found = await Promise.all(
    names.map(async (name): Promise<readonly ObservationFile[]> => {
      const segment = SegmentId.safeParse(name.slice(0, -ending.length)).data;
      if (name !== liveName && !(segment !== undefined && name.endsWith(ending))) return [];
      const path = join(paths.observations, name);
      const stats = await stat(path).catch(() => undefined);
      if (!stats?.isFile()) return [];
      const { ino: inode, size, birthtimeMs: madeAt } = stats;
      return [{ path, segment: name === liveName ? undefined : segment, inode, size, madeAt }];
    }),
  );
  return found.flat();
}

/**
 * Closes the file to which is appended, so that it can be sealed; nothing is appended to it from
 * then on. Call it under the lock of observations.
 */
export async function closeLive(paths: RegistryPaths): Promise<void> {
  const live = liveObservations(paths);
  const handle = await open(live, "r+").catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  if (!handle) return;
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(live, join(paths.observations, `${ulid().toLowerCase()}${ending}`));
  await syncFolder(paths.observations);
}
