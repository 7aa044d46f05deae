import { lstat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Surroundings } from "../contract/source.ts";
import { fileSource } from "./file-source.ts";
import { followFoundLink } from "./found-link.ts";

/**
 * Returns what can be seen of a folder on disk without leaving it. Links are followed as
 * `followFoundLink` allows; others are neither listed nor opened.
 *
 * @param workspace the workspace folder, if there is one
 */
export function folderSurroundings(folder: string, workspace?: string): Surroundings {
  const follow = async (path: string): Promise<string | undefined> => {
    const found = await followFoundLink(path, folder, workspace);
    return "file" in found ? found.file : undefined;
  };
  return {
    list: async (limit) => {
      const paths: string[] = [];
      await collect(folder, "", paths, limit, follow);
      return paths.sort();
    },
    open: async (path) => {
      const place = await placeOf(folder, path, follow);
      return typeof place === "string" ? place : fileSource(place.file, basename(path));
    },
  };
}

type Follow = (path: string) => Promise<string | undefined>;

async function collect(
  folder: string,
  below: string,
  paths: string[],
  limit: number,
  follow: Follow,
): Promise<void> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (paths.length >= limit) return;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await collect(folder, path, paths, limit, follow);
    else if (entry.isFile()) paths.push(path);
    else if (entry.isSymbolicLink() && (await follow(join(folder, path)))) paths.push(path);
  }
}

/** Returns whether a relative path leads to a file of its own within the folder, and to which. */
async function placeOf(
  folder: string,
  path: string,
  follow: Follow,
): Promise<{ readonly file: string } | "absent" | "outside"> {
  if (leads(path)) return "outside";
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length += 1) {
    const place = join(folder, ...parts.slice(0, length));
    const stats = await lstat(place).catch(() => undefined);
    if (!stats) return "absent";
    if (stats.isSymbolicLink()) {
      const file = length === parts.length ? await follow(place) : undefined;
      return file === undefined ? "outside" : { file };
    }
    if (length < parts.length) continue;
    if (!stats.isFile()) return "absent";
    // A second name of a file that may be anywhere.
    if (stats.nlink > 1) return "outside";
  }
  return { file: join(folder, path) };
}

/** A subfolder of what is seen: paths are relative to it, and still don't leave it. */
export function below(surroundings: Surroundings, folder: string): Surroundings {
  if (folder === "" || folder === ".") return surroundings;
  const prefix = `${folder}/`;
  return {
    list: async (limit) => {
      const paths = await surroundings.list(Infinity);
      return paths
        .filter((path) => path.startsWith(prefix))
        .slice(0, limit)
        .map((path) => path.slice(prefix.length));
    },
    open: (path) => (leads(path) ? Promise.resolve("outside") : surroundings.open(prefix + path)),
  };
}

/** Returns true if a path leads out of its folder or is no relative path. */
export function leads(path: string): boolean {
  return (
    /^([/\\]|[A-Za-z]:)/.test(path) ||
    path.includes("\\") ||
    path.split("/").some((part) => part === ".." || part.includes("\0"))
  );
}
