import {
  knownPackages,
  pythonOnPath,
  requiredPackages,
  type Environment,
  type Packages,
} from "../model/recipe/environment.ts";

const packageName = /^[a-z0-9_][a-z0-9._-]*$/i;
const exactVersion = /^[0-9][0-9a-z.+!_-]*$/i;
const versionRange =
  /^(?:===?|~=|!=|<=?|>=?)[0-9a-z.+!*_-]+(?:,(?:===?|~=|!=|<=?|>=?)[0-9a-z.+!*_-]+)*$/i;
const url = /^(?:git\+)?https:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/;

/** Lines of a requirements file, and the packages that it can't name. */
export interface Requirements {
  readonly lines: readonly string[];
  /** Names of packages whose recorded version is none that pip could install. */
  readonly leftOut: readonly string[];
}

/**
 * Writes the packages of an environment as pip and uv take them (requirements file format of pip's
 * manual). What is recorded may be anybody's text: a line is written only if it is a name and a
 * version, a range or an https URL, so that none is an option or a path.
 */
export function requirementsOf(environment: Environment): Requirements {
  const lines: string[] = [];
  const leftOut: string[] = [];
  for (const [name, version] of Object.entries(packagesToInstall(environment))) {
    // What conda's and project files ask for as a package, and no index has.
    if (name === "python") continue;
    const line = packageName.test(name) ? lineOf(name, version) : undefined;
    if (line === undefined) leftOut.push(name);
    else lines.push(line);
  }
  return { lines: lines.toSorted(), leftOut };
}

/**
 * Returns the packages to install. The first Python on PATH may have nothing to do with the version:
 * then those that a file names, in the version that is installed only where the file pins none.
 */
function packagesToInstall(environment: Environment): Packages {
  const known = knownPackages(environment);
  const required = requiredPackages(environment);
  if (!required || environment.python?.kind !== pythonOnPath) return known;
  return Object.fromEntries(
    Object.entries(required).map(([name, version]) => [
      name,
      exactVersion.test(version) ? version : (known[name] ?? version),
    ]),
  );
}

function lineOf(name: string, version: string): string | undefined {
  if (version === "*") return name;
  if (exactVersion.test(version)) return `${name}==${version}`;
  if (versionRange.test(version)) return `${name}${version}`;
  return url.test(version) ? `${name} @ ${version}` : undefined;
}

/** Commands that make the environment, each as words; run in the workspace folder of the checkout. */
export interface EnvironmentCommands {
  /** Tool: `uv`, `pip`, `conda`, `poetry`, `pdm`. */
  readonly tool: string;
  readonly commands: readonly (readonly string[])[];
}

/**
 * Returns the ways to make the recorded environment in `.venv`.
 *
 * @param file the requirements file that was written; absolute
 * @param source the recorded file, if the checkout has it
 * @param system the recorded version of Python, and true for Windows, where programs have other places
 */
export function environmentCommands(
  file: string | undefined,
  source: string | undefined,
  { python, isWindows = false }: { readonly python?: string; readonly isWindows?: boolean } = {},
): readonly EnvironmentCommands[] {
  const name = source?.split("/").at(-1) ?? "";
  const inPlace = source?.includes("/") ? undefined : name;
  const ways: EnvironmentCommands[] = [];
  if (inPlace === "uv.lock") ways.push({ tool: "uv", commands: [["uv", "sync", "--frozen"]] });
  if (inPlace === "pdm.lock") ways.push({ tool: "pdm", commands: [["pdm", "sync"]] });
  if (inPlace === "poetry.lock") {
    ways.push({ tool: "poetry", commands: [["poetry", "install", "--no-interaction"]] });
  }
  if (source !== undefined && /\.ya?ml$/i.test(name)) {
    const create = ["conda", "env", "create", "--prefix", ".conda", "--file", source];
    ways.push({ tool: "conda", commands: [create] });
  }
  if (file === undefined) return ways;
  return [
    ...ways,
    {
      tool: "uv",
      commands: [
        ["uv", "venv", ...(python === undefined ? [] : ["--python", python]), ".venv"],
        ["uv", "pip", "install", "--python", ".venv", "--requirement", file],
      ],
    },
    { tool: "pip", commands: pipCommands(file, isWindows) },
  ];
}

function pipCommands(file: string, isWindows: boolean): readonly (readonly string[])[] {
  const python = isWindows ? ".venv\\Scripts\\python.exe" : ".venv/bin/python";
  return [
    [isWindows ? "python" : "python3", "-m", "venv", ".venv"],
    [python, "-m", "pip", "install", "--requirement", file],
  ];
}
