import { lstat, open, readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { artifactPlaces } from "../../interchange/mlflow/artifact-place.ts";
import { databaseStore } from "../../interchange/mlflow/database-store.ts";
import { fileStore, type StoreFolder } from "../../interchange/mlflow/file-store.ts";
import type { MlflowPoint, MlflowRun, MlflowStore } from "../../interchange/mlflow/store.ts";
import { fileProblem } from "../../provenance/files/file-problem.ts";
import { readTextFile } from "../../provenance/files/read-text-file.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** Bytes of a database at most: it is read into memory as a whole. */
const maxDatabase = 512 * 1024 * 1024;
/** Bytes of one file of a store at most. */
const maxText = 64 * 1024 * 1024;
const maxEntries = 100_000;

/** Files on this machine, and what becomes of them afterwards. */
export interface BroughtFiles {
  /** Absolute. */
  readonly path: string;
  /** Place that they came from, if they have been moved. */
  readonly source?: string;
  /** Removes them, if they are only copies. */
  readonly drop: () => Promise<void>;
}

/** A store of MLflow that was opened. */
export interface OpenMlflow {
  /** The folder or the database, absolute; the address of a server. */
  readonly name: string;
  readonly store: MlflowStore;
  /** All values of the metrics of a run. */
  points(run: string): Promise<readonly MlflowPoint[]>;
  /** Returns the folder with the histories of a run where there is one, absolute. */
  historyFolder(run: MlflowRun): string | undefined;
  /** Returns where the files of one of these URIs are; undefined if they can't be had. */
  find(places: readonly string[]): Promise<string | undefined>;
  /** Brings what `find` returned to this machine. */
  bring(place: string, task: Task): Promise<BroughtFiles>;
  close(): void;
}

/**
 * Opens a store of MLflow: a folder `mlruns`, or a database `mlflow.db`. Files are looked for beside
 * it, as it may have been moved, and nowhere else.
 *
 * @param path absolute
 * @returns undefined if it is none
 * @throws RegistryError `file-problem`
 */
export async function openMlflow(
  registry: Registry,
  path: string,
): Promise<OpenMlflow | undefined> {
  const real = await realpath(path).catch(() => path);
  const stats = await lstat(real).catch(() => undefined);
  if (stats?.isDirectory()) return (await isFileStore(real)) ? openFolder(real) : undefined;
  if (!stats?.isFile() || !(await isDatabase(real))) return undefined;
  return openFile(registry, real, stats.size);
}

async function openFolder(path: string): Promise<OpenMlflow> {
  const source = fileStore(folderAt(path));
  const store = await source.read();
  return {
    name: path,
    store,
    points: (run) => source.points(run),
    historyFolder: ({ folder }) => (folder === undefined ? undefined : join(path, folder)),
    bring: inPlace,
    find: (places) => find(path, store, places),
    close: () => undefined,
  };
}

async function openFile(
  registry: Registry,
  path: string,
  size: number,
): Promise<OpenMlflow | undefined> {
  const file = basename(path);
  if (size > maxDatabase) {
    throw fileProblem({
      file,
      fault: { kind: "too-large", most: maxDatabase },
      advice: "choose-other",
    });
  }
  for (const suffix of ["-journal", "-wal"]) {
    const beside = await lstat(`${path}${suffix}`).catch(() => undefined);
    if (!beside || beside.size === 0) continue;
    throw fileProblem({ file, fault: { kind: "in-use" }, advice: "wait" });
  }
  const bytes = await readFile(path);
  let database;
  try {
    database = registry.openDatabase(bytes);
  } catch (error) {
    const fault = { kind: "no-database" } as const;
    throw fileProblem({ file, fault, advice: "choose-other", cause: error });
  }
  if (!database.hasTables("experiments", "runs")) {
    database.close();
    return undefined;
  }
  const opened = database;
  const source = databaseStore((...query) => opened.query(...query));
  const store = await source.read();
  return {
    name: path,
    store,
    points: (run) => source.points(run),
    historyFolder: ({ folder }) => (folder === undefined ? undefined : join(path, folder)),
    bring: inPlace,
    find: (places) => find(path, store, places),
    close: () => {
      opened.close();
    },
  };
}

function inPlace(path: string): Promise<BroughtFiles> {
  return Promise.resolve({ path, drop: () => Promise.resolve() });
}

/** Experiments have a `meta.yaml` that names them, models are in the folder `models`. */
async function isFileStore(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  const places = names.slice(0, maxEntries).filter((name) => !name.startsWith("."));
  for (const name of places) {
    if (name === "models") {
      const models = await readdir(join(path, name)).catch(() => []);
      for (const model of models.slice(0, 10)) {
        const meta = join(path, name, model, "meta.yaml");
        if ((await lstat(meta).catch(() => undefined))?.isFile()) return true;
      }
      continue;
    }
    const text = await readTextFile(join(path, name, "meta.yaml"), 64 * 1024).catch(() => "");
    if (/^experiment_id:/m.test(text) && /^name:/m.test(text)) return true;
  }
  return false;
}

/** SQLite's files begin with their name (https://www.sqlite.org/fileformat2.html). */
async function isDatabase(path: string): Promise<boolean> {
  const handle = await open(path, "r").catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return bytesRead === 16 && buffer.toString("latin1") === "SQLite format 3\0";
  } finally {
    await handle.close();
  }
}

/** Links are left out: they could lead anywhere. */
function folderAt(root: string): StoreFolder {
  return {
    list: async (path) => {
      const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isDirectory() || entry.isFile())
        .slice(0, maxEntries)
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    },
    text: (path) => readTextFile(join(root, path), maxText).catch(() => undefined),
  };
}

/** Finds files in the folder that holds the store, whatever its own name is by now. */
async function find(
  path: string,
  { loggedModels, runs }: MlflowStore,
  places: readonly string[],
): Promise<string | undefined> {
  const home = dirname(path);
  const known = { loggedModels, runs: new Map(runs.map((run) => [run.id, run])) };
  for (const place of places) {
    const { relative, absolute } = artifactPlaces(place, known);
    const candidates = [
      ...(absolute === undefined ? [] : [absolute]),
      ...relative.flatMap((each) => [
        join(path, each.replace(/^(mlruns|mlartifacts)\//, "")),
        join(home, each),
      ]),
    ];
    for (const candidate of candidates) {
      const real = await realpath(candidate).catch(() => undefined);
      if (real?.startsWith(`${home}${sep}`)) return real;
    }
  }
  return undefined;
}
