import { existsSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, sep } from "node:path";

/**
 * Enables the compile cache of Node.js, which halves the time of a short command. Does nothing if
 * Node.js has none (before 22.8) or if there is no safe folder for it: Node.js runs what it finds
 * there, so nobody else may be able to write to it.
 */
export function enableCompileCache(): void {
  if (!("enableCompileCache" in module)) return;
  try {
    const folder = makeCacheFolder();
    if (folder !== undefined) module.enableCompileCache(folder);
  } catch {
    // A home folder that is read-only, for example: then everything is compiled anew.
  }
}

/**
 * Makes the folder for the person's compiled code. Returns undefined if somebody else can write to
 * it, or if it lies in a workspace, where it could have come with a clone.
 *
 * @throws the error of the file system, also for a home folder that does not exist: it is not
 *   made
 */
function makeCacheFolder(): string | undefined {
  const user = process.getuid?.();
  if (user !== undefined && statSync(homedir()).uid !== user) return undefined;
  const folder = join(cacheRoot(), "model-registry", "compile-cache");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const isOwn = user === undefined || (stats.uid === user && (stats.mode & 0o022) === 0);
  return stats.isDirectory() && isOwn && !isInWorkspace(realpathSync(folder)) ? folder : undefined;
}

/** Follows the conventions of Windows, macOS and XDG, as `storage/files/config-folder.ts` does. */
function cacheRoot(): string {
  const { platform, env } = process;
  if (platform === "darwin") return join(homedir(), "Library", "Caches");
  const named = platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_CACHE_HOME"];
  if (named !== undefined && isAbsolute(named)) return named;
  return platform === "win32" ? join(homedir(), "AppData", "Local") : join(homedir(), ".cache");
}

/**
 * Returns whether a folder lies in the current one, in a git working tree, or beside a registry.
 */
function isInWorkspace(folder: string): boolean {
  if (`${folder}${sep}`.startsWith(`${process.cwd()}${sep}`)) return true;
  const isWorkspace = [".git", ".model-registry"].some((name) => existsSync(join(folder, name)));
  return isWorkspace || (dirname(folder) !== folder && isInWorkspace(dirname(folder)));
}
