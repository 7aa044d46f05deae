import { realpath, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { environmentVariable } from "../../core/files/environment-variable.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { entriesOf } from "./installed-packages.ts";
import { poetryEnvironment } from "./poetry-environment.ts";
import { readPython, type InstalledPython } from "./python-installation.ts";

/** Places in which a Python is looked for. */
export interface PythonPlaces {
  /** Python that a person selected: its program, or the folder of its environment. */
  readonly selected?: string | undefined;
  /** Folder of the project's lock or requirements file, absolute; the workspace folder if absent. */
  readonly project?: string | undefined;
  /** Variables of the process: `VIRTUAL_ENV`, `CONDA_PREFIX`, `PATH`, `PYENV_VERSION`, Poetry's. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The Python that was found, and whether a person chose it by selecting or activating it. */
export interface FoundPython extends InstalledPython {
  /** False for the first one on PATH, which may have nothing to do with the model. */
  readonly isChosen: boolean;
}

/**
 * Finds the Python that a model was most likely trained with: the selected one, else the activated
 * virtual environment, else that of the project (`.venv` or `venv` in its folder or the workspace
 * folder, or where Poetry keeps it), else the activated conda environment, else the first Python on
 * PATH. All are read as files; none is started.
 *
 * @param folder the workspace folder, absolute
 */
export async function findPython(
  folder: string,
  { selected, project = folder, variables }: PythonPlaces,
): Promise<FoundPython | undefined> {
  const projects = [...new Set([project, folder])];
  const chosen = [
    ...(selected === undefined ? [] : [await prefixOf(resolve(folder, selected))]),
    variables["VIRTUAL_ENV"],
    ...projects.flatMap((each) => [join(each, ".venv"), join(each, "venv")]),
    ...(await Promise.all(projects.map((each) => poetryEnvironment(each, variables)))),
    variables["CONDA_PREFIX"],
  ];
  for (const prefix of chosen) {
    if (!prefix) continue;
    const found = await readPython(folder, resolve(folder, prefix));
    if (found) return { ...found, isChosen: true };
  }
  for (const prefix of await prefixesOnPath(folder, variables)) {
    const found = await readPython(folder, prefix);
    if (found) return { ...found, isChosen: false };
  }
  return undefined;
}

/**
 * Returns the folder of an environment by the path of its program or of the folder itself; a
 * program is followed to where it is only if no environment is around it.
 */
export async function prefixOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (stats.isDirectory()) return path;
  const around = environmentAround(path);
  if (await exists(join(around, "pyvenv.cfg"))) return around;
  if (await exists(join(around, "conda-meta"))) return around;
  return environmentAround(await realpath(path).catch(() => path));
}

/** Programs lie in `bin`; on Windows in `Scripts`, or in the folder itself. */
function environmentAround(program: string): string {
  const folder = dirname(program);
  return /^(bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

async function prefixesOnPath(
  folder: string,
  variables: PythonPlaces["variables"],
): Promise<readonly string[]> {
  const prefixes: string[] = [];
  const places = (environmentVariable(variables, "PATH", process.platform) ?? "").split(delimiter);
  for (const place of places.filter(Boolean).slice(0, 200)) {
    for (const name of ["python3", "python", "python.exe"]) {
      const program = join(place, name);
      if (!(await exists(program))) continue;
      const prefix =
        basename(place) === "shims"
          ? await pyenvPrefix(folder, dirname(place), variables["PYENV_VERSION"])
          : await prefixOf(program);
      if (prefix !== undefined && !prefixes.includes(prefix)) prefixes.push(prefix);
    }
  }
  return prefixes;
}

/**
 * Returns the folder of the Python that pyenv's shims start (its README, "Understanding Python
 * version selection"): by its variable, the `.python-version` of the workspace folder or one above,
 * or the global one.
 */
async function pyenvPrefix(
  folder: string,
  root: string,
  variable: string | undefined,
): Promise<string | undefined> {
  const files: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    files.push(join(at, ".python-version"));
    if (dirname(at) === at) break;
  }
  let chosen = variable?.split(":")[0];
  for (const file of [...files, join(root, "version")]) {
    if (chosen) break;
    const text = await readTextFile(file, 4096).catch(() => "");
    chosen = text.split(/\r?\n/).find((line) => line.trim() !== "" && !line.startsWith("#"));
  }
  const name = chosen?.trim();
  if (name === undefined || !/^\w[\w.+-]*$/.test(name)) return undefined;
  const versions = await entriesOf(join(root, "versions"));
  // `3.12` is the latest 3.12 that is there.
  const fitting = versions
    .filter((version) => version === name || version.startsWith(`${name}.`))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const version = versions.includes(name) ? name : fitting.at(-1);
  return version === undefined ? undefined : join(root, "versions", version);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
