import { lstat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import { addTo } from "../../core/add-to.ts";
import { excludes, type DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import type { DiscoveredFile } from "../../core/import/import-plan.ts";
import { mlflowStores } from "../../core/import/mlflow-stores.ts";
import { modelFolders, parentIn } from "../../core/import/model-folders.ts";
import { isSideFileByName } from "../../core/import/side-files.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { readModelFileName } from "../../core/registration/model-file-name.ts";
import { shellText } from "../../core/text/command-text.ts";
import { followFoundLink } from "../../inspect/sources/found-link.ts";
import { walkFolder, type FoundFile } from "../../provenance/data/walk-folder.ts";
import { fileProblem, systemFault } from "../../provenance/files/file-problem.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { firstCommitTimes } from "../../provenance/git/git-file-history.ts";
import { followNamed } from "../files/follow-named.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Task } from "../task.ts";

/** Files below a folder that may be versions, and the files beside them. */
export interface DiscoveredFiles {
  /** The folder that all paths are relative to, absolute. */
  readonly root: string;
  readonly models: readonly DiscoveredFile[];
  /** Files that are no models. */
  readonly others: readonly FoundFile[];
  /** Files that were not examined. */
  readonly passed: readonly PassedFile[];
}

export interface PassedFile {
  readonly path: string;
  readonly why: string;
}

const limits = { maxEntries: 50_000, maxDepth: 8 };
const maxModels = 2_000;
const maxPassed = 50;

function passedReason(why: "link" | "unreadable" | "limit"): string {
  switch (why) {
    case "link":
      return l10n.t("is a link that leads out of the folder or nowhere; import what it points to");
    case "unreadable":
      return l10n.t("may not be read");
    case "limit":
      return l10n.t(
        "is one entry too many ({0} at most): choose a folder within",
        limits.maxEntries,
      );
  }
}

/**
 * The model files and model folders that some paths mean: a folder all that it holds, a file itself,
 * whatever it is called.
 *
 * @param paths absolute
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function discoverFiles(
  workspace: string,
  paths: readonly string[],
  { signal, report }: Task,
  { maxDepth = limits.maxDepth, exclude = [] }: DiscoveryLimits = {},
): Promise<DiscoveredFiles> {
  const given = await Promise.all(paths.map((path) => kindOf(workspace, path)));
  const [only] = given;
  const root = given.length === 1 && only?.isFolder === true ? only.path : commonFolder(given);
  report?.({ message: l10n.t("Looking through {0}", basename(root)) });
  const passed: PassedFile[] = [];
  const isExcluded = excludes(exclude);
  const placeOf = (path: string): string => relativePath(workspace, path);
  // What was named is looked at, also where it lies in an excluded folder.
  const isNamed = (path: string): boolean =>
    given.some(
      (each) =>
        isInside(slashRelative(path, each.path)) ||
        (isInside(slashRelative(each.path, path)) && isExcluded(placeOf(each.path))),
    );
  const found = await walkFolder(root, {
    maxEntries: limits.maxEntries,
    maxDepth,
    signal,
    isExcluded: (path) => {
      const absolute = join(root, path);
      return isExcluded(placeOf(absolute)) && !isNamed(absolute);
    },
    followLink: async (path) => {
      const named = given.find((each) => each.path === path);
      if (named) return named.real;
      const link = await followFoundLink(path, root, workspace);
      return "file" in link ? link.file : undefined;
    },
    onPassed: (path, why) => {
      const isWanted = why !== "link" || readModelFileName(basename(path)).isModel;
      if (isWanted && passed.length < maxPassed) passed.push({ path, why: passedReason(why) });
    },
  });
  const wanted = new Map(given.map(({ path, isFolder }) => [slashRelative(root, path), isFolder]));
  const folders = modelFolders(found.map(({ path }) => path));
  if (folders.has("")) return wholeFolder(workspace, root, found, passed, signal);
  const apart = withoutStores(workspace, root, found, wanted, passed);
  const { models, others } = separate(apart, folders, wanted);
  if (models.length > maxModels) throw tooMany(root, models.length);
  const times = await firstCommitTimes(workspace, root, signal);
  return { root, models: models.map((model) => committed(model, times)), others, passed };
}

/** Leaves out stores of MLflow, unless something in one was named, and says how they are imported. */
function withoutStores(
  workspace: string,
  root: string,
  found: readonly FoundFile[],
  wanted: ReadonlyMap<string, boolean>,
  passed: PassedFile[],
): readonly FoundFile[] {
  const stores = mlflowStores(found.map(({ path }) => path)).filter(
    (store) => ![...wanted.keys()].some((path) => path !== "" && path.startsWith(store)),
  );
  for (const store of stores) {
    const place = relativePath(workspace, join(root, store));
    const command = shellText(["model-registry", "import", place]);
    const why = l10n.t("is a store of MLflow; import it by “{0}” in a terminal", command);
    passed.push({ path: store === "" ? basename(root) : store.slice(0, -1), why });
  }
  return found.filter(({ path }) => !stores.some((store) => path.startsWith(store)));
}

/** The folder is one model itself. */
async function wholeFolder(
  workspace: string,
  folder: string,
  found: readonly FoundFile[],
  passed: readonly PassedFile[],
  signal: AbortSignal | undefined,
): Promise<DiscoveredFiles> {
  const root = dirname(folder);
  const times = await firstCommitTimes(workspace, root, signal);
  const inside = found.map((file) => ({ ...file, path: `${basename(folder)}/${file.path}` }));
  const model = committed(asFolder(basename(folder), inside), times);
  return { root, models: [model], others: [], passed };
}

interface Separated {
  readonly models: readonly Kept[];
  readonly others: readonly FoundFile[];
}

type Kept = DiscoveredFile & { readonly files: readonly string[] };

function separate(
  found: readonly FoundFile[],
  folders: ReadonlySet<string>,
  wanted: ReadonlyMap<string, boolean>,
): Separated {
  const inside = new Map<string, FoundFile[]>();
  const models: Kept[] = [];
  const others: FoundFile[] = [];
  for (const file of found) {
    const { path, size, modifiedAt } = file;
    const folder = parentIn(folders, path);
    const isGiven = wanted.get(path) === false;
    if (isGiven && !tellsAboutOthers(path)) {
      models.push({ path, isFolder: false, size, modifiedAt, files: [path] });
    } else if (isGiven || !isBelow(path, wanted)) {
      others.push(file);
    } else if (folder !== undefined) {
      addTo(inside, folder, file);
    } else if (readModelFileName(basename(path)).isModel) {
      models.push({ path, isFolder: false, size, modifiedAt, files: [path] });
    } else {
      others.push(file);
    }
  }
  return {
    models: [...models, ...[...inside].map(([path, files]) => asFolder(path, files))],
    others,
  };
}

/**
 * Returns true for files such as `version.txt`, which may be selected along with the versions that
 * they describe.
 */
function tellsAboutOthers(path: string): boolean {
  return !readModelFileName(basename(path)).isModel && isSideFileByName(path);
}

/** Returns true if a path is in one of the given folders; the root itself has the name ``. */
function isBelow(path: string, wanted: ReadonlyMap<string, boolean>): boolean {
  if (wanted.get("") === true) return true;
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
    if (wanted.get(path.slice(0, end)) === true) return true;
  }
  return false;
}

function asFolder(path: string, files: readonly FoundFile[]): Kept {
  return {
    path,
    isFolder: true,
    size: files.reduce((sum, { size }) => sum + size, 0),
    modifiedAt: files.reduce((latest, file) => Math.max(latest, file.modifiedAt), -Infinity),
    files: files.map((file) => file.path),
  };
}

/** A folder was there when the first of its files was. */
function committed(
  { files, ...model }: Kept,
  times: Awaited<ReturnType<typeof firstCommitTimes>>,
): DiscoveredFile {
  const first = files.flatMap((path) => times.get(path) ?? []);
  if (first.length === 0) return model;
  return { ...model, committedAt: first.reduce((a, b) => Math.min(a, b)) };
}

interface GivenPath {
  readonly path: string;
  /** Links resolved. */
  readonly real: string;
  readonly isFolder: boolean;
}

async function kindOf(workspace: string, given: string): Promise<GivenPath> {
  const { path, real } = await followNamed(workspace, given);
  const stats = await lstat(real).catch((error: unknown) => {
    throw fileProblem({
      file: path,
      fault: systemFault(error),
      advice: "check-path",
      cause: error,
    });
  });
  if (stats.isDirectory()) return { path: real, real, isFolder: true };
  if (stats.isFile()) return { path, real, isFolder: false };
  throw fileProblem({
    file: path,
    fault: { kind: "neither-file-nor-folder" },
    advice: "choose-file-or-folder",
  });
}

function commonFolder(given: readonly { readonly path: string }[]): string {
  const parts = given.map(({ path }) => dirname(path).split(sep));
  const [first = []] = parts;
  const length = first.findIndex((part, index) => parts.some((other) => other[index] !== part));
  const common = length < 0 ? first : first.slice(0, length);
  return resolve(join(common.join(sep), sep));
}

function tooMany(root: string, count: number): RegistryError {
  return new RegistryError({
    code: "file-problem",
    reason: "too-many-models",
    folder: basename(root),
    found: count,
    most: maxModels,
  });
}
