import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { knownPackages, type Environment } from "../../core/model/recipe/environment.ts";
import type { EnvironmentFacts } from "../../core/reproduction/reproduction-events.ts";
import { findPython } from "../../provenance/environment/find-python.ts";
import { readMachine } from "../../provenance/environment/machine.ts";

/** Maximum number of differing packages that are recorded. */
const maxDiffering = 200;

/** A virtual environment: its folder, and that of its programs; absolute. */
export interface VirtualEnvironment {
  readonly root: string;
  readonly programs: string;
}

/** Returns the virtual environment that was made in a checkout, `.venv`, if there is one. */
export async function virtualEnvironment(
  workspace: string,
): Promise<VirtualEnvironment | undefined> {
  const root = join(workspace, ".venv");
  const programs = join(root, process.platform === "win32" ? "Scripts" : "bin");
  const isThere = await lstat(programs).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isThere ? { root, programs } : undefined;
}

/**
 * Returns the machine and the Python of the checkout, and of its packages those that are not as
 * recorded. Read from files; no Python is started.
 */
export async function reproductionEnvironment(
  workspace: string,
  recorded: Environment | undefined,
): Promise<EnvironmentFacts> {
  const own = await virtualEnvironment(workspace);
  const [machine, found] = await Promise.all([
    readMachine(),
    findPython(workspace, {
      variables: { ...process.env, ...(own && { VIRTUAL_ENV: own.root }) },
    }),
  ]);
  // Packages of a Python that nobody chose may have nothing to do with the model.
  const differing = recorded && found?.isChosen ? differences(recorded, found.packages) : [];
  return {
    machine,
    ...(found && { python: found.python }),
    ...(differing.length > 0 && { differing: differing.slice(0, maxDiffering) }),
  };
}

/** Returns the packages that are not installed in the exact version that was recorded. */
function differences(
  recorded: Environment,
  found: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(knownPackages(recorded)).flatMap(([name, version]) => {
    if (!/^\d/.test(version)) return [];
    const now = Object.hasOwn(found, name) ? found[name] : undefined;
    if (now === version) return [];
    return [`${name} ${now ?? "is not installed"}, recorded ${version}`.slice(0, 500)];
  });
}
