import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import * as systemPath from "node:path";
import { environmentVariable } from "../../core/files/environment-variable.ts";
import { gitVariable } from "../../core/files/git-variable.ts";

/**
 * Returns the absolute path of git: the first program that `MODEL_REGISTRY_GIT` names, else the one
 * in the folders of PATH; undefined when it is not installed. Relative paths are passed over, and the
 * full path is needed because Windows looks for a bare `git` in the working directory first: a hostile
 * repository may bring its own `git.exe`.
 */
export async function findGit(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  for (const candidate of gitCandidates(environment, process.platform)) {
    try {
      if (!(await stat(candidate)).isFile()) continue;
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Returns the absolute paths where git may be, the first to be taken first. */
export function gitCandidates(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): readonly string[] {
  const isWindows = platform === "win32";
  const path = isWindows ? systemPath.win32 : systemPath.posix;
  const absolute = (name: string): readonly string[] =>
    (environmentVariable(environment, name, platform) ?? "")
      .split(path.delimiter)
      .filter((each) => path.isAbsolute(each));
  const program = isWindows ? "git.exe" : "git";
  return [
    ...absolute(gitVariable),
    ...absolute("PATH").map((folder) => path.join(folder, program)),
  ];
}
