import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { throwIfCancelled } from "../core/refusal.ts";

/** A file found below a folder. */
export interface FoundFile {
  /** Relative to the folder, `/` separators. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface WalkLimits {
  /** Files and folders looked at, at most. */
  readonly maxEntries: number;
  /** Levels below the folder, at most. */
  readonly maxDepth: number;
  readonly signal?: AbortSignal | undefined;
}

/** Folders that hold what tools made or installed, not what people keep. */
const skipped = new Set(["node_modules", "__pycache__", "venv", "site-packages"]);

/**
 * The files below a folder, nearest levels first, as many as the limits allow. Links are not
 * followed, hidden folders and installed packages are left out, what can't be read is passed over.
 */
export async function walkFolder(
  folder: string,
  { maxEntries, maxDepth, signal }: WalkLimits,
): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  let level = [""];
  let entries = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const place of level) {
      throwIfCancelled(signal);
      const listed = await readdir(join(folder, place), { withFileTypes: true }).catch(() => []);
      for (const entry of listed.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if ((entries += 1) > maxEntries) return files;
        const path = place === "" ? entry.name : `${place}/${entry.name}`;
        if (entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name)) {
          next.push(path);
        } else if (entry.isFile()) {
          const stats = await lstat(join(folder, path)).catch(() => undefined);
          if (stats) files.push({ path, size: stats.size });
        }
      }
    }
    level = next;
  }
  return files;
}
