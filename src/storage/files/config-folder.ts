import { mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Returns the folder for what belongs to this person on this machine and never into a workspace:
 * the permissions of hooks, the key of the index. By the conventions of Windows, macOS and XDG
 * (https://specifications.freedesktop.org/basedir/latest/), which let an empty or relative path in
 * the environment count as none.
 */
export function configFolder(): string {
  return join(configRoot(), "model-registry");
}

/**
 * Creates that folder if it is missing, open to this person only. A home folder that does not exist
 * is not created: accounts of services name one that is missing on purpose.
 *
 * @throws the error of the file system, `ENOENT` without a home folder
 */
export async function makeConfigFolder(): Promise<void> {
  if (configRoot().startsWith(homedir())) await stat(homedir());
  await mkdir(configFolder(), { recursive: true, mode: 0o700 });
}

function configRoot(): string {
  if (process.platform === "win32") {
    return absolute(process.env["APPDATA"]) ?? join(homedir(), "AppData", "Roaming");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  return absolute(process.env["XDG_CONFIG_HOME"]) ?? join(homedir(), ".config");
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
