import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * Returns the absolute path of git, from the absolute folders of PATH; undefined when it is not
 * installed. The full path is needed because Windows looks for a bare `git` in the working
 * directory first, and a hostile repository may bring its own `git.exe`.
 */
export async function findGit(searchPath = process.env["PATH"] ?? ""): Promise<string | undefined> {
  const name = process.platform === "win32" ? "git.exe" : "git";
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, name);
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
