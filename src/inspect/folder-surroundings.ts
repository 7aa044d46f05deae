import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { openFileSource, type FileSource } from "./file-source.ts";
import type { Source, Surroundings } from "./source.ts";

/** The files of a folder on disk. What was opened stays open until `close`. */
export interface FolderSurroundings extends Surroundings {
  close(): Promise<void>;
}

/** What can be seen of a folder without leaving it: links are neither listed nor opened. */
export function folderSurroundings(folder: string): FolderSurroundings {
  const open = new Map<string, FileSource>();
  return {
    list: async (limit) => {
      const paths: string[] = [];
      await collect(folder, "", paths, limit);
      return paths.sort();
    },
    open: async (path) => {
      const place = await placeOf(folder, path);
      if (place !== "file") return place;
      const source = open.get(path) ?? (await openFileSource(join(folder, path)));
      open.set(path, source);
      return source satisfies Source;
    },
    close: async () => {
      for (const source of open.values()) await source.close();
      open.clear();
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
  const parts = path.split("/");
  const leads = parts.some((part) => part === ".." || part.includes("\0"));
  if (leads || /^([/\\]|[A-Za-z]:)/.test(path) || path.includes("\\")) return "outside";
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
