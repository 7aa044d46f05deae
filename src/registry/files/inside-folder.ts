import { realpath } from "node:fs/promises";
import nodePath, { type PlatformPath } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { resolvedAsFar } from "./output-path.ts";

/**
 * Returns the absolute path of a file or folder that somebody other than the person named: an agent,
 * a client of the server, a page, another extension, a recorded recipe. It may be absent. Neither
 * the path nor a link on it leads out of the folder; whether a folder's own links are followed is
 * for whoever reads it.
 *
 * @param folder absolute
 * @param path absolute, or relative to the folder
 * @throws RegistryError `file-problem`
 */
export async function insideFolder(folder: string, path: string): Promise<string> {
  const found = await findInside(folder, path);
  if (found !== undefined) return found;
  throw new RegistryError({ code: "file-problem", reason: "path-outside", path });
}

/** Does the same as `insideFolder`, and returns undefined for a path that leads out of the folder. */
export async function findInside(folder: string, path: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const absolute = lexicallyInside(folder, path) ?? lexicallyInside(root, path);
  if (absolute === undefined) return undefined;
  return contains(nodePath, root, await resolvedAsFar(absolute)) ? absolute : undefined;
}

/**
 * Returns the absolute path if its text does not lead out of the folder. Nothing is touched for it: on
 * Windows even looking at `\\server\share` signs in there.
 *
 * @param platform how paths are written; tests give another one
 */
export function lexicallyInside(
  folder: string,
  path: string,
  platform: PlatformPath = nodePath,
): string | undefined {
  if (path.includes("\0")) return undefined;
  const absolute = platform.resolve(folder, path);
  return contains(platform, platform.resolve(folder), absolute) ? absolute : undefined;
}

function contains(platform: PlatformPath, folder: string, path: string): boolean {
  const within = platform.relative(folder, path);
  return within.split(platform.sep)[0] !== ".." && !platform.isAbsolute(within);
}
