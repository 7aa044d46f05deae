import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileSource } from "./file-source.ts";
import type { Surroundings } from "./source.ts";

/** What can be seen of a folder on disk without leaving it: links are neither listed nor opened. */
export function folderSurroundings(folder: string): Surroundings {
  return {
    list: async (limit) => {
      const paths: string[] = [];
      await collect(folder, "", paths, limit);
      return paths.sort();
    },
    open: async (path) => {
      const place = await placeOf(folder, path);
      return place === "file" ? fileSource(join(folder, path)) : place;
    },
  };
}

async function collect(
  folder: string,
  below: string,
  paths: string[],
  limit: number,
): Promise<void> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (paths.length >= limit) return;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await collect(folder, path, paths, limit);
    else if (entry.isFile()) paths.push(path);
  }
}

/** Whether a relative path leads to a file of its own within the folder. */
async function placeOf(folder: string, path: string): Promise<"file" | "absent" | "outside"> {
  if (leads(path)) return "outside";
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length += 1) {
    const stats = await lstat(join(folder, ...parts.slice(0, length))).catch(() => undefined);
    if (!stats) return "absent";
    if (stats.isSymbolicLink()) return "outside";
    if (length < parts.length) continue;
    if (!stats.isFile()) return "absent";
    // A second name of a file that may be anywhere.
    if (stats.nlink > 1) return "outside";
  }
  return "file";
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

/** Whether a relative path leads out of its folder, or is none. */
export function leads(path: string): boolean {
  return (
    /^([/\\]|[A-Za-z]:)/.test(path) ||
    path.includes("\\") ||
    path.split("/").some((part) => part === ".." || part.includes("\0"))
  );
}
