import { lstat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../core/model/recipe/environment.ts";
import {
  environmentCommands,
  requirementsOf,
  type EnvironmentCommands,
} from "../../core/reproduction/requirements.ts";
import { isInside } from "../../provenance/files/slash-relative.ts";

/** The recorded environment, laid out to be made again. */
export interface LaidOutEnvironment {
  /** The requirements file that was written, absolute; absent if no package was recorded. */
  readonly file?: string;
  readonly ways: readonly EnvironmentCommands[];
  /** Packages whose recorded version is none that pip could install. */
  readonly leftOut: readonly string[];
}

/**
 * Writes the recorded packages as a requirements file, beside the checkout so that none of its files
 * is replaced, and returns the commands that make the environment.
 *
 * @param workspace the workspace folder in the checkout
 */
export async function layOutEnvironment(
  folder: string,
  workspace: string,
  environment: Environment | undefined,
): Promise<LaidOutEnvironment> {
  if (!environment) return { ways: [], leftOut: [] };
  const { lines, leftOut } = requirementsOf(environment);
  const file = lines.length > 0 ? join(folder, "requirements.txt") : undefined;
  if (file !== undefined) await writeFile(file, `${lines.join("\n")}\n`);
  const { source } = environment;
  const version = environment.python?.version;
  const python = version !== undefined && /^\d+(\.\d+)*$/.test(version) ? version : undefined;
  const isThere =
    isInside(source) &&
    (await lstat(join(workspace, source)).then(
      (stats) => stats.isFile(),
      () => false,
    ));
  return {
    ...(file !== undefined && { file }),
    ways: environmentCommands(file, isThere ? source : undefined, {
      ...(python !== undefined && { python }),
      isWindows: process.platform === "win32",
    }),
    leftOut,
  };
}
