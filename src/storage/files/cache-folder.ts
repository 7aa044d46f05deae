import { mkdir, stat } from "node:fs/promises";
import { homedir, tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Creates, if it is missing, the folder for what can be made again and belongs to this person on this
 * machine, open to this person only, and returns it. By the conventions of Windows, macOS and XDG
 * (https://specifications.freedesktop.org/basedir/latest/). Accounts without a home folder get one
 * in the folder for temporary files.
 */
export async function makeCacheFolder(): Promise<string> {
  const folder = join(await cacheRoot(), "model-registry");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function cacheRoot(): Promise<string> {
  const named = absolute(process.env["XDG_CACHE_HOME"]);
  if (named !== undefined && process.platform !== "win32") return named;
  const hasHome = await stat(homedir()).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!hasHome) return join(tmpdir(), `model-registry-${userInfo().username}`);
  if (process.platform === "win32") {
    return absolute(process.env["LOCALAPPDATA"]) ?? join(homedir(), "AppData", "Local");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return join(homedir(), ".cache");
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
