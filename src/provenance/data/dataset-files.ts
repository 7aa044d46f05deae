import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { FileFault } from "../../core/refusals/files/file-fault.ts";
import { throwIfCancelled, type RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemFault } from "../files/file-problem.ts";
import { kindOf, openFault } from "../files/open-regular-file.ts";
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
    throw outside(path, shown === "" ? "workspace-folder" : "outside-workspace");
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
    throw unreadable(shown, await openFault(path, error), error);
  }
  if (!isInside(slashRelative(root, real))) {
    throw outside(shown, "link-out-of-workspace");
  }
  if (!stats.isFile() && !stats.isDirectory()) {
    throw fileProblem({ file: shown, fault: kindOf(stats), advice: "choose-other" });
  }
  return { real, shown, isFolder: stats.isDirectory() };
}

function unreadable(file: string, fault: FileFault, cause: unknown): RegistryError {
  return fileProblem({ file, fault, advice: "check-path-and-choose", cause });
}

function outside(
  file: string,
  kind: "workspace-folder" | "outside-workspace" | "link-out-of-workspace" | "link-into-itself",
): RegistryError {
  return fileProblem({ file, fault: { kind }, advice: "copy-into-workspace" });
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
    if (seen.has(real)) throw outside(shown, "link-into-itself");
    seen.add(real);
    const listed = await readdir(real, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(shown, systemFault(error), error);
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
  return fileProblem({ file, fault: { kind: "too-many-files", most: maxEntries }, advice: "pack" });
}
