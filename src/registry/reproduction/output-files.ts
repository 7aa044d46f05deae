import { lstat, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { VersionDetail } from "../../core/state/version.ts";
import { walkFolder } from "../../provenance/data/walk-folder.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { findInside } from "../files/inside-folder.ts";
import type { FileMark } from "./reproduction-folder.ts";

/** Expected places of a version's files, by their paths in it; relative to the workspace folder. */
export function expectedPlaces({
  artifacts,
  registration,
}: Pick<VersionDetail, "artifacts" | "registration">): ReadonlyMap<string, string> {
  const folder = dirname(registration.source);
  return new Map(
    artifacts.map(({ path }) => [path, slashRelative("/w", join("/w", folder, path))]),
  );
}

/** Returns the state of a file, which is another one as soon as it is written. */
export async function markOf(path: string): Promise<FileMark | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats && { ino: stats.ino, size: stats.size, changed: stats.ctimeMs };
}

/**
 * Prepares a checkout for the command: removes the model files, so that none that was committed is
 * taken for one that the command produced, and marks the other files that it may write. What only a
 * link of the commit leads to is left alone: it may be anybody's.
 *
 * @param workspace the workspace folder in the checkout
 */
export async function resetOutputs(
  workspace: string,
  detail: VersionDetail,
): Promise<Readonly<Record<string, FileMark>>> {
  const places = expectedPlaces(detail);
  const marks: Record<string, FileMark> = {};
  const mark = async (place: string): Promise<void> => {
    const path = await placeIn(workspace, place);
    const found = path === undefined ? undefined : await markOf(path);
    if (found) marks[place] = found;
  };
  for (const { path, role } of detail.artifacts) {
    const place = places.get(path);
    if (place === undefined || !isInside(place) || place === "") continue;
    if (role !== "model") {
      await mark(place);
      continue;
    }
    const written = await placeIn(workspace, place);
    if (written !== undefined) await rm(written, { force: true });
  }
  for (const place of detail.registration.recipe.sources.metrics) await mark(place);
  return marks;
}

/**
 * Returns the absolute path of a place in the checkout; undefined if a link leads out of it. A link
 * at the place itself is what counts, not where it leads.
 */
async function placeIn(workspace: string, place: string): Promise<string | undefined> {
  if (!isInside(place)) return undefined;
  const path = join(workspace, place);
  return (await findInside(workspace, dirname(path))) === undefined ? undefined : path;
}

/** Returns whether a file has been written since it was marked; one without a mark was not there. */
export async function wasWritten(path: string, mark: FileMark | undefined): Promise<boolean> {
  const now = await markOf(path);
  return now?.ino !== mark?.ino || now?.changed !== mark?.changed;
}

/** Maximum number of files looked through for one that was written elsewhere. */
const maxEntries = 20_000;

/**
 * Finds the file that the command produced for a file of the version: where it was registered from,
 * else the only one in the checkout with its path or name that is newer than the start.
 *
 * @param start milliseconds since the epoch
 * @returns relative to the workspace folder
 */
export async function findProduced(
  workspace: string,
  path: string,
  place: string | undefined,
  start: number,
): Promise<string | undefined> {
  if (place !== undefined && isInside(place)) {
    const stats = await lstat(join(workspace, place)).catch(() => undefined);
    if (stats?.isFile()) return place;
  }
  const found = await walkFolder(workspace, { maxEntries, maxDepth: 20 });
  const [only, ...others] = found.filter(
    (file) => file.modifiedAt >= start && `/${file.path}`.endsWith(`/${path}`),
  );
  return others.length === 0 ? only?.path : undefined;
}
