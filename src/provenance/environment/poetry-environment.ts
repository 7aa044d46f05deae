import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { readTextFile } from "../files/read-text-file.ts";
import { entriesOf } from "./installed-packages.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Bytes. */
const maxListLength = 1024 * 1024;

/**
 * Returns the folder of the virtual environment that Poetry made for a project, absolute; undefined
 * if there is none. Poetry keeps it in a cache, under the project's name, a hash of its folder and
 * the minor version of Python; of several, `envs.toml` says which is in use
 * (poetry/utils/env/env_manager.py).
 *
 * @param project folder of the project, absolute
 * @param variables of the process
 */
export async function poetryEnvironment(
  project: string,
  variables: Variables,
): Promise<string | undefined> {
  const real = await realpath(project).catch(() => project);
  const onWindows = process.platform === "win32";
  const hash = createHash("sha256")
    .update(onWindows ? real.toLowerCase() : real)
    .digest("base64url")
    .slice(0, 8);
  const root = environmentsFolder(variables);
  const pattern = new RegExp(`^.+-${hash}-py(\\d+\\.\\d+)t?$`);
  const found = (await entriesOf(root)).flatMap((entry) => {
    const version = pattern.exec(entry)?.[1];
    return version === undefined ? [] : [{ entry, version }];
  });
  if (found.length === 0) return undefined;
  const inUse = await versionInUse(root, hash);
  const byVersion = found.toSorted((a, b) =>
    a.version.localeCompare(b.version, "en", { numeric: true }),
  );
  const chosen = found.find(({ version }) => version === inUse) ?? byVersion.at(-1);
  return chosen && join(root, chosen.entry);
}

/** Returns the folder of all virtual environments (Poetry's manual, `virtualenvs.path`). */
function environmentsFolder(variables: Variables): string {
  const given = set(variables["POETRY_VIRTUALENVS_PATH"]);
  return given ?? join(set(variables["POETRY_CACHE_DIR"]) ?? cacheFolder(variables), "virtualenvs");
}

function cacheFolder(variables: Variables): string {
  const home = homedir();
  if (process.platform === "darwin") return join(home, "Library", "Caches", "pypoetry");
  if (process.platform === "win32") {
    const local = set(variables["LOCALAPPDATA"]) ?? join(home, "AppData", "Local");
    return join(local, "pypoetry", "Cache");
  }
  return join(set(variables["XDG_CACHE_HOME"]) ?? join(home, ".cache"), "pypoetry");
}

/** An empty variable is none. */
function set(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** Returns the minor version that `poetry env use` chose last. */
async function versionInUse(root: string, hash: string): Promise<string | undefined> {
  const text = await readTextFile(join(root, "envs.toml"), maxListLength).catch(() => "");
  const entry = Object.entries(tables(text)).find(([name]) => name.endsWith(`-${hash}`))?.[1];
  if (typeof entry !== "object" || entry === null || !("minor" in entry)) return undefined;
  return typeof entry.minor === "string" ? entry.minor : undefined;
}

function tables(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text, { maxDepth: 10 });
  } catch {
    return {};
  }
}
