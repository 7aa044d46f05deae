import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { isPortablePath, type ArtifactRole } from "../../core/model/artifact.ts";
import type { CollectFault } from "../../core/refusals/files/collect-fault.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { guessRole } from "../../core/registration/guess-role.ts";
import { leads } from "../../inspect/sources/folder-surroundings.ts";
import { followFoundLink } from "../../inspect/sources/found-link.ts";
import {
  pointerRefusal,
  unfetchedAt,
  type PointerFile,
} from "../../provenance/data/pointer-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { registryFolderName } from "../../storage/files/registry-paths.ts";
import { followNamed } from "../files/follow-named.ts";
import type { ModelPart } from "./find-model-parts.ts";

/** A file that becomes an artifact of a version. */
export interface CollectedFile {
  readonly absolute: string;
  /** Path in the version: relative, with `/` separators. */
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
  /** Called with the path in the version of each hidden file or folder that is left out. */
  readonly onHidden?: (path: string) => void;
  /** Files that belong to those that are given. */
  readonly parts?: readonly ModelPart[] | undefined;
}

/**
 * Collects the files that some paths mean: a file itself, or all files of a folder under the
 * folder's name; for a `.dvc` file what it stands for. Hidden files of a folder (`.env`) are left out
 * unless they are requested: a registration can't be undone, and all users of the registry can read
 * it. The first path is the model; the role of the others follows from their names. A link that is
 * named is followed wherever it leads; one that lies in a folder as `followFoundLink` allows.
 *
 * @throws RegistryError `file-problem` for links that may not be followed, special files, paths in the
 *   registry itself, links of git-annex and files of DVC to bytes that are not here, names that do not exist on every platform,
 *   and names that collide
 */
export async function collectFiles(
  folder: string,
  paths: readonly string[],
  { includeHidden = false, onHidden = () => undefined, parts = [] }: CollectOptions = {},
): Promise<readonly CollectedFile[]> {
  const files: CollectedFile[] = [];
  const pointers: PointerFile[] = [];
  const isLeftOut = (name: string, path: string): boolean => {
    if (skippedNames.has(name)) return true;
    if (includeHidden || !name.startsWith(".")) return false;
    onHidden(path);
    return true;
  };
  const partPaths = new Set(parts.map(({ model, path }) => resolve(folder, dirname(model), path)));
  for (const [index, given] of paths.entries()) {
    if (partPaths.has(resolve(folder, given))) continue;
    const named = await followNamed(folder, resolve(folder, given));
    await requireOutsideRegistry(folder, named.real, given);
    const how = { workspace: folder, isPrimary: index === 0, isLeftOut, pointers };
    await collect(named.real, basename(named.path), { ...how, top: named.real }, files);
    const own = parts.filter(({ model }) => resolve(folder, model) === resolve(folder, given));
    await addParts(named.path, own, { ...how, top: dirname(named.path), isPrimary: false }, files);
  }
  const [first, ...others] = pointers;
  if (first) throw await pointerRefusal(folder, [first, ...others]);
  if (files.length === 0) throw notCollected(paths.join(", "), { kind: "no-files" });
  requireDistinct(files);
  return files;
}

interface Collecting {
  readonly workspace: string;
  /** The path that was named. */
  readonly top: string;
  readonly isPrimary: boolean;
  /** Returns whether an entry of a folder is left out, by its name and its path in the version. */
  readonly isLeftOut: (name: string, path: string) => boolean;
  readonly pointers: PointerFile[];
}

async function collect(
  absolute: string,
  path: string,
  how: Collecting,
  into: CollectedFile[],
): Promise<void> {
  const stats = await lstat(absolute).catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ENOTDIR")) {
      throw notCollected(absolute, { kind: "missing" }, error);
    }
    throw notCollected(path, { kind: "unreadable" }, error);
  });
  if (stats.isDirectory()) {
    const names = await readdir(absolute);
    for (const name of names.sort()) {
      if (how.isLeftOut(name, `${path}/${name}`)) continue;
      await collect(join(absolute, name), `${path}/${name}`, how, into);
    }
    return;
  }
  const pointer = stats.isSymbolicLink() ? await unfetchedAt(absolute) : undefined;
  if (pointer) {
    how.pointers.push({ path: absolute, pointer });
  } else if (stats.isSymbolicLink()) {
    const file = await followFound(absolute, path, how);
    addFile({ absolute: file, path, size: (await lstat(file)).size }, how.isPrimary, into);
  } else if (stats.isFile()) {
    addFile({ absolute, path, size: stats.size }, how.isPrimary, into);
  } else {
    throw notCollected(path, { kind: "not-regular" });
  }
}

/** @throws RegistryError `file-problem` */
async function followFound(
  absolute: string,
  path: string,
  { top, workspace }: Pick<Collecting, "top" | "workspace">,
): Promise<string> {
  const found = await followFoundLink(absolute, top, workspace);
  if ("file" in found) return found.file;
  throw notCollected(path, { kind: found.fault });
}

/** Takes the files that a model names itself, where they lie in relation to it. */
async function addParts(
  model: string,
  parts: readonly ModelPart[],
  how: Collecting,
  into: CollectedFile[],
): Promise<void> {
  for (const { path } of parts) {
    if (leads(path)) throw notCollected(path, { kind: "part-outside" });
    await collect(join(dirname(model), path), path, how, into);
  }
}

function addFile(
  file: Omit<CollectedFile, "role">,
  isPrimary: boolean,
  into: CollectedFile[],
): void {
  const { path } = file;
  if (!isPortablePath(path)) throw notCollected(path, { kind: "name-not-portable" });
  if (into.length >= maxFiles) throw notCollected(path, { kind: "too-many", most: maxFiles });
  into.push({ ...file, role: guessRole(path, isPrimary) });
}

/** Neither the registry's own files nor a folder around them are a model. */
async function requireOutsideRegistry(
  folder: string,
  absolute: string,
  given: string,
): Promise<void> {
  const root = join(await realpath(folder), registryFolderName);
  const real = await realpath(absolute).catch(() => absolute);
  if (contains(root, real)) throw notCollected(given, { kind: "in-registry" });
  if (contains(real, root)) throw notCollected(given, { kind: "around-registry" });
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
      throw notCollected(path, other === path ? { kind: "twice" } : { kind: "same-name", other });
    }
    seen.set(folded, path);
  }
}

function notCollected(name: string, fault: CollectFault, cause?: unknown): RegistryError {
  return new RegistryError(
    { code: "file-problem", reason: "file-not-collected", name, fault },
    { cause },
  );
}
