import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { isPortablePath, type ArtifactRole } from "../core/artifact.ts";
import { guessRole } from "../core/guess-role.ts";
import { RegistryError } from "../core/refusal.ts";
import { isErrno } from "../storage/errno.ts";
import { registryFolderName } from "../storage/registry-paths.ts";

/** A file that becomes an artifact of a version. */
export interface CollectedFile {
  readonly absolute: string;
  /** Where it belongs in the version: relative, `/` separators. */
  readonly path: string;
  readonly role: ArtifactRole;
  /** Bytes. */
  readonly size: number;
}

const skippedNames = new Set([".git", ".DS_Store", "__pycache__", registryFolderName]);
const maxFiles = 20_000;

export interface CollectOptions {
  /** Take hidden files of folders as well. */
  readonly includeHidden?: boolean;
  /** Told of each hidden file or folder that is left out, by its path in the version. */
  readonly onHidden?: (path: string) => void;
}

/**
 * Collects the files that some paths mean: a file itself, or all files of a folder under the
 * folder's name. Hidden files of a folder (`.env`) are left out unless they are requested: a
 * registration can't be undone, and all users of the registry can read it. The first path is the
 * model; the role of the others follows from their names.
 *
 * @throws RegistryError `file-problem` for links, special files, paths in the registry itself, names
 *   that do not exist on every platform, and names that collide
 */
export async function collectFiles(
  folder: string,
  paths: readonly string[],
  { includeHidden = false, onHidden = () => undefined }: CollectOptions = {},
): Promise<readonly CollectedFile[]> {
  const files: CollectedFile[] = [];
  const isLeftOut = (name: string, path: string): boolean => {
    if (skippedNames.has(name)) return true;
    if (includeHidden || !name.startsWith(".")) return false;
    onHidden(path);
    return true;
  };
  for (const [index, given] of paths.entries()) {
    const absolute = resolve(folder, given);
    await requireOutsideRegistry(folder, absolute, given);
    await collect(absolute, basename(absolute), { isPrimary: index === 0, isLeftOut }, files);
  }
  if (files.length === 0) throw problem(paths.join(", "), "holds no files", "Choose a model file.");
  requireDistinct(files);
  return files;
}

interface Collecting {
  readonly isPrimary: boolean;
  /** Returns whether an entry of a folder is left out, by its name and its path in the version. */
  readonly isLeftOut: (name: string, path: string) => boolean;
}

async function collect(
  absolute: string,
  path: string,
  how: Collecting,
  into: CollectedFile[],
): Promise<void> {
  const stats = await lstat(absolute).catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ENOTDIR")) {
      throw problem(absolute, "does not exist", "Check the path.", error);
    }
    throw problem(path, "can't be read", "Check that it may be read.", error);
  });
  if (stats.isDirectory()) {
    const names = await readdir(absolute);
    for (const name of names.sort()) {
      if (how.isLeftOut(name, `${path}/${name}`)) continue;
      await collect(join(absolute, name), `${path}/${name}`, how, into);
    }
    return;
  }
  if (stats.isSymbolicLink()) {
    throw problem(path, "is a link", "Register the file that it points to.");
  }
  if (!stats.isFile()) throw problem(path, "is not a regular file", "Leave it out.");
  if (!isPortablePath(path)) {
    throw problem(path, "has a name that not every platform allows", "Rename it and try again.");
  }
  if (into.length >= maxFiles) {
    throw problem(path, `is one file too many (${maxFiles} at most)`, "Pack the folder first.");
  }
  into.push({ absolute, path, role: guessRole(path, how.isPrimary), size: stats.size });
}

/** Neither the registry's own files nor a folder around them are a model. */
async function requireOutsideRegistry(
  folder: string,
  absolute: string,
  given: string,
): Promise<void> {
  const root = join(await realpath(folder), registryFolderName);
  const real = await realpath(absolute).catch(() => absolute);
  if (contains(root, real)) {
    throw problem(
      given,
      "belongs to the registry itself",
      "Choose a file outside of .model-registry.",
    );
  }
  if (contains(real, root)) {
    throw problem(given, "contains the registry", "Choose the model's own folder.");
  }
}

function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  return (
    path === "" || (path !== ".." && !path.startsWith(`..${sep}`) && resolve(outer, path) === inner)
  );
}

/** Two names that differ only in case or Unicode form would overwrite each other on export. */
function requireDistinct(files: readonly CollectedFile[]): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const folded = path.normalize("NFC").toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw problem(
        path,
        other === path ? "is there twice" : `and ${other} are the same name on some platforms`,
        "Rename one of them or register them one by one.",
      );
    }
    seen.set(folded, path);
  }
}

function problem(name: string, why: string, wayOut: string, cause?: unknown): RegistryError {
  return new RegistryError(
    { code: "file-problem", message: `Can't register ${name}: it ${why}.`, wayOut },
    { cause },
  );
}
