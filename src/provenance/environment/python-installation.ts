import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { PythonInstallation, type Packages } from "../../core/model/recipe/environment.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { truncate } from "../values/truncate.ts";
import { addCondaPackages, addInstalled, entriesOf } from "./installed-packages.ts";

/** A Python, and the packages that are installed for it. */
export interface InstalledPython {
  readonly python: PythonInstallation;
  readonly packages: Packages;
}

/** Maximum number of packages: several times what the largest environments have. */
const maxPackages = 5000;
/** Bytes. */
const maxConfigLength = 64 * 1024;

/**
 * Reads a Python and its packages from its files: `pyvenv.cfg` of a virtual environment,
 * `conda-meta` of a conda environment, and the folders `site-packages`. No Python is started.
 * Undefined if there is none in the folder.
 *
 * @param folder the workspace folder, absolute
 * @param prefix folder of the environment, absolute: what Python calls `sys.prefix`
 */
export async function readPython(
  folder: string,
  prefix: string,
): Promise<InstalledPython | undefined> {
  const [config, meta] = await Promise.all([
    readConfig(join(prefix, "pyvenv.cfg")),
    entriesOf(join(prefix, "conda-meta")),
  ]);
  const isConda = !config && meta.some((name) => name.endsWith(".json"));
  const places = await libraries(prefix);
  if (!config && !isConda && places.length === 0) return undefined;
  const packages = await packagesOf(prefix, config, isConda, places);
  const kind = config ? "virtual environment" : isConda ? "conda environment" : "Python";
  const stated = configuredVersion(config) ?? packages.get("python");
  const version = /^\d+(\.\d+){1,2}/.exec(stated ?? "")?.[0] ?? (await versionOf(prefix, places));
  const implementation = implementationOf(config);
  return {
    python: PythonInstallation.parse({
      kind,
      name: await nameOf(folder, prefix),
      ...(version !== undefined && { version }),
      ...(implementation !== undefined && { implementation }),
    }),
    packages: Object.fromEntries([...packages].slice(0, maxPackages)),
  };
}

type Config = ReadonlyMap<string, string>;

async function packagesOf(
  prefix: string,
  config: Config | undefined,
  isConda: boolean,
  places: readonly Library[],
): Promise<ReadonlyMap<string, string>> {
  const packages = new Map<string, string>();
  // Those of the system stand behind the environment's own.
  const base = config?.get("include-system-site-packages") === "true" && baseOf(config);
  if (base) await addAll(await libraries(base), packages);
  if (isConda) await addCondaPackages(prefix, packages);
  await addAll(places, packages);
  return packages;
}

/** `venv` writes `version`, virtualenv and uv `version_info`. */
function configuredVersion(config: Config | undefined): string | undefined {
  return config?.get("version_info") ?? config?.get("version");
}

/** Returns the name of an implementation other than CPython. */
function implementationOf(config: Config | undefined): string | undefined {
  const name = config?.get("implementation");
  return name !== undefined && name !== "CPython" && /^[\w .+-]{1,64}$/.test(name)
    ? name
    : undefined;
}

/** A folder of packages, and the minor version of the Python that it is for. */
interface Library {
  readonly path: string;
  readonly version?: string;
}

/** Finds the folders of packages: of Windows, of venv and conda, and of Debian's Python. */
async function libraries(prefix: string): Promise<readonly Library[]> {
  const found: Library[] = [];
  const roots = prefix === "/usr" ? ["/usr", "/usr/local"] : [prefix];
  for (const root of roots) {
    for (const lib of ["lib", "lib64"]) {
      for (const name of await entriesOf(join(root, lib))) {
        const [, version] = /^(?:python|pypy)(3(?:\.\d+)?)t?$/.exec(name) ?? [];
        if (version === undefined) continue;
        for (const place of ["dist-packages", "site-packages"]) {
          const path = join(root, lib, name, place);
          if (await isFolder(path)) found.push({ path, ...(version !== "3" && { version }) });
        }
      }
    }
  }
  const windows = join(prefix, "Lib", "site-packages");
  const isKnown = found.length > 0;
  if (!isKnown && (await isFolder(windows))) found.push({ path: windows });
  return found;
}

async function addAll(places: readonly Library[], packages: Map<string, string>): Promise<void> {
  for (const { path } of places) await addInstalled(path, packages);
}

async function isFolder(path: string): Promise<boolean> {
  return (await entriesOf(join(path, ".."))).includes(basename(path));
}

/** Returns the folder of the Python that a virtual environment was made with. */
function baseOf(config: Config): string | undefined {
  const home = config.get("home");
  // A path on the network would sign in at a machine that the file names.
  if (home === undefined || /^[\\/]{2}/.test(home)) return undefined;
  const name = basename(home).toLowerCase();
  return name === "bin" ? dirname(resolve(home)) : resolve(home);
}

/** Reads a `pyvenv.cfg`: lines of `key = value` (Python's documentation of `site`). */
async function readConfig(path: string): Promise<Config | undefined> {
  const text = await readTextFile(path, maxConfigLength).catch(() => undefined);
  if (text === undefined) return undefined;
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value] as const];
  });
  return new Map(pairs);
}

/**
 * Returns the version of a Python that no configuration names: from its header files, else from its
 * path (`…/versions/3.12.3`, `…/cpython-3.12.3-linux-x86_64-gnu`), else the minor version alone.
 */
async function versionOf(prefix: string, places: readonly Library[]): Promise<string | undefined> {
  const minor = places.find(({ version }) => version !== undefined)?.version;
  if (minor !== undefined) {
    const header = join(prefix, "include", `python${minor}`, "patchlevel.h");
    const text = await readTextFile(header, maxConfigLength).catch(() => "");
    const exact = /#define PY_VERSION\s+"(\d+\.\d+\.\d+)/.exec(text)?.[1];
    if (exact?.startsWith(`${minor}.`)) return exact;
  }
  const inPath = [...prefix.matchAll(/(?<![\d.])(3\.\d+\.\d+)(?![\d.])/g)]
    .map(([, version]) => version)
    .find((version) => minor === undefined || version?.startsWith(`${minor}.`));
  return inPath ?? minor;
}

/** Returns the path of an environment in the workspace, of another one only its name. */
async function nameOf(folder: string, prefix: string): Promise<string> {
  const real = await realpath(folder).catch(() => folder);
  for (const root of [folder, real]) {
    const path = slashRelative(root, prefix);
    if (path !== "" && isInside(path)) return truncate(path, 256);
  }
  // A home folder's name is a person's.
  return truncate(prefix === "/usr" ? "/usr" : basename(prefix) || "Python", 256);
}
