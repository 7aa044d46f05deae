import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import {
  machineOnly,
  pythonOnPath,
  type Environment,
  type PythonInstallation,
} from "../../core/model/recipe/environment.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { isLockFileName, readEnvironment } from "../../provenance/environment/environment.ts";
import { findPython, type FoundPython } from "../../provenance/environment/find-python.ts";
import { readMachine } from "../../provenance/environment/machine.ts";
import { readPython } from "../../provenance/environment/python-installation.ts";
import type { RecipeRequest } from "./capture-recipe.ts";
import { declaredEnvironment } from "./declared-recipe.ts";
import { unlessFound } from "./unless-found.ts";

type EnvironmentRequest = Pick<
  RecipeRequest,
  "environmentFile" | "found" | "declared" | "detectEnvironment" | "imported"
>;

/**
 * Captures the environment: the packages that a file names, the Python that is installed, and the
 * machine. What is here now has nothing to do with an imported version, which was made long ago.
 *
 * @throws RegistryError `file-problem`
 */
export async function captureEnvironment(
  folder: string,
  request: EnvironmentRequest,
  missing: MissingFact[],
): Promise<Environment | undefined> {
  const named = await namedPython(folder, request.environmentFile);
  const stated = named ? undefined : await statedEnvironment(folder, request, missing);
  const isDetected = request.detectEnvironment !== undefined && request.imported === undefined;
  const machine = isDetected ? await readMachine() : undefined;
  const found = named ?? (isDetected ? await detected(folder, request) : undefined);
  const isOwn = found && isOf(stated, found, isLockFileName(request.environmentFile ?? ""));
  const packages = withPackages(stated, isOwn ? found : undefined);
  if (!packages) {
    const reason = isDetected
      ? "no requirements or lock file was given, and no Python was found"
      : "no requirements or lock file was given";
    missing.push({ about: "environment", reason });
  }
  if (!packages && !machine) return undefined;
  return { source: machineOnly, packages: {}, ...packages, ...(machine && { machine }) };
}

/** Puts together what a file states and what is installed; undefined if neither is known. */
function withPackages(
  stated: Environment | undefined,
  found: FoundPython | undefined,
): Environment | undefined {
  if (!found) return stated;
  const python = describedPython(found);
  const { packages } = found;
  return stated
    ? { ...stated, python, installed: packages }
    : { source: python.name, packages, python };
}

function describedPython({ python, isChosen }: FoundPython): PythonInstallation {
  return isChosen ? python : { ...python, kind: pythonOnPath };
}

/** Returns the Python in a folder that a person named as the environment. */
async function namedPython(
  folder: string,
  path: string | undefined,
): Promise<FoundPython | undefined> {
  if (path === undefined) return undefined;
  const absolute = resolve(folder, path);
  const stats = await stat(absolute).catch(() => undefined);
  if (!stats?.isDirectory()) return undefined;
  const python = await readPython(folder, absolute);
  if (python) return { ...python, isChosen: true };
  throw new RegistryError({
    code: "file-problem",
    reason: "no-python-environment",
    folder: basename(path),
  });
}

function detected(
  folder: string,
  { detectEnvironment, environmentFile }: EnvironmentRequest,
): Promise<FoundPython | undefined> {
  const selected = detectEnvironment?.selectedPython;
  const project =
    environmentFile === undefined ? undefined : dirname(resolve(folder, environmentFile));
  return findPython(folder, { selected, project, variables: process.env });
}

/** Returns the packages that a file names: a requirements or lock file, else the metadata file. */
async function statedEnvironment(
  folder: string,
  request: EnvironmentRequest,
  missing: MissingFact[],
): Promise<Environment | undefined> {
  const declared = declaredEnvironment(request.declared);
  const { environmentFile: path, found = [] } = request;
  if (path === undefined) return declared;
  const environment = await unlessFound(request, path, missing, () =>
    readEnvironment(folder, path),
  );
  // A pyproject.toml may be there for its tools alone.
  const isEmpty = environment && Object.keys(environment.packages).length === 0;
  return isEmpty && found.includes(path) ? declared : (environment ?? declared);
}

/**
 * Returns false for a Python that nobody chose and that is not what the file describes: it lacks
 * most of the packages that the file names, or has most of those that a lock file fixes in other
 * versions. It is another program's then.
 */
function isOf(
  stated: Environment | undefined,
  { isChosen, packages }: FoundPython,
  isLocked: boolean,
): boolean {
  if (!stated || isChosen) return true;
  const named = Object.entries(stated.packages).filter(([name]) => name !== "python");
  const present = named.filter(([name]) => Object.hasOwn(packages, name));
  if (present.length * 2 < named.length) return false;
  if (!isLocked) return true;
  const same = present.filter(([name, version]) =>
    version.split(" | ").includes(packages[name] ?? ""),
  );
  return same.length * 2 >= present.length;
}
