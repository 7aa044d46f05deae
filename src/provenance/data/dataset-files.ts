import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { throwIfCancelled, type RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemProblem } from "../files/file-problem.ts";
import { kindOf, openProblem } from "../files/open-regular-file.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";

/** A file or folder of the workspace, links resolved. */
export interface Place {
  /** Absolute path, links resolved. */
  readonly real: string;
  /** Relative to the workspace folder, as it was given. */
  readonly shown: string;
  readonly isFolder: boolean;
}

/** Maximum number of files and folders: far more than is worth hashing on every registration. */
const maxEntries = 100_000;
/** Names that are no data, and differ on every machine. */
const skippedNames = new Set([".git", ".DS_Store", "Thumbs.db", ".model-registry"]);

/**
 * Finds a file or folder in the workspace. A link is followed as long as it leads to another place
 * in the workspace (as DVC's do); what is outside is none of a registry's business, and may be
 * somebody's keys.
 *
 * @param path absolute, or relative to the workspace folder
 * @throws RegistryError `file-problem`
 */
export async function findInWorkspace(folder: string, path: string): Promise<Place> {
  const shown = slashRelative(folder, resolve(folder, path));
  if (shown === "" || !isInside(shown)) {
    throw outside(path, shown === "" ? "is the workspace folder" : "is outside of the workspace");
  }
  return follow(await realpath(folder), resolve(folder, path), shown);
}

async function follow(root: string, path: string, shown: string): Promise<Place> {
  let real: string;
  let stats: Stats;
  try {
    real = await realpath(path);
    stats = await stat(real);
  } catch (error) {
    throw unreadable(shown, await openProblem(path, error), error);
  }
  if (!isInside(slashRelative(root, real))) {
    throw outside(shown, "is a link that leads out of the workspace");
  }
  if (!stats.isFile() && !stats.isDirectory()) {
    const wayOut = "Leave it out, or choose something else.";
    throw fileProblem({ file: shown, problem: kindOf(stats), wayOut });
  }
  return { real, shown, isFolder: stats.isDirectory() };
}

function unreadable(file: string, problem: string, cause: unknown): RegistryError {
  const wayOut = "Check the path and choose it again.";
  return fileProblem({ file, problem, wayOut, cause });
}

function outside(file: string, problem: string): RegistryError {
  return fileProblem({ file, problem, wayOut: "Copy the data into a folder of the workspace." });
}

/**
 * Lists all files in a folder and its subfolders, by their path in it with `/` separators, ordered
 * by that path (UTF-16 code units).
 *
 * @throws RegistryError `file-problem` as `findInWorkspace`, and when there are too many;
 *   `cancelled`
 */
export async function listFiles(
  folder: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Place>> {
  const root = await realpath(folder);
  const files: [string, Place][] = [];
  const seen = new Set<string>();
  let entries = 0;
  const list = async ({ real, shown }: Place, prefix: string): Promise<void> => {
    if (seen.has(real))
      throw outside(shown, "is a link to a folder that is part of the data already");
    seen.add(real);
    const listed = await readdir(real, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(shown, systemProblem(error), error);
    });
    for (const entry of listed) {
      throwIfCancelled(signal);
      if (skippedNames.has(entry.name)) continue;
      entries += 1;
      if (entries > maxEntries) throw tooMany(place.shown);
      const found = await placeOf(entry, root, real, shown);
      if (found.isFolder) await list(found, `${prefix}${entry.name}/`);
      else files.push([prefix + entry.name, found]);
    }
  };
  await list(place, "");
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function placeOf(entry: Dirent, root: string, above: string, shown: string): Promise<Place> {
  const [real, name] = [join(above, entry.name), `${shown}/${entry.name}`];
  const isFolder = entry.isDirectory();
  return isFolder || entry.isFile() ? { real, shown: name, isFolder } : follow(root, real, name);
}

function tooMany(file: string): RegistryError {
  return fileProblem({
    file,
    problem: `has more than ${maxEntries.toLocaleString("en")} files and folders`,
    wayOut: "Pack the data into one file, or choose a file that lists it.",
  });
}
