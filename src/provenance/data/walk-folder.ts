import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";

/** A file found below a folder. */
export interface FoundFile {
  /** Relative to the folder, `/` separators. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Time of the last change of the file, milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface WalkLimits {
  /** Maximum number of files and folders examined. */
  readonly maxEntries: number;
  /** Maximum number of levels below the folder. */
  readonly maxDepth: number;
  readonly signal?: AbortSignal | undefined;
  /** Returns whether a file or a folder is left out, by its path relative to the folder walked. */
  readonly isExcluded?: ((path: string) => boolean) | undefined;
  /**
   * Returns the file that a link leads to, absolute, if it may be followed; none is unless it is
   * given.
   */
  readonly followLink?: (path: string) => Promise<string | undefined>;
  /** Called for what is skipped (a link, or a folder that can't be read); `limit` ends the walk. */
  readonly onPassed?: (path: string, why: "link" | "unreadable" | "limit") => void;
}

/** Folders with files that tools made or installed. */
const skipped = new Set(["node_modules", "__pycache__", "venv", "site-packages"]);

/**
 * Returns the files below a folder, nearest levels first, as many as the limits allow. Links to
 * folders are not followed; hidden folders, installed packages and unreadable folders are skipped.
 */
export async function walkFolder(
  folder: string,
  { maxEntries, maxDepth, signal, isExcluded, followLink, onPassed = () => undefined }: WalkLimits,
): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  let level = [""];
  let entries = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const place of level) {
      throwIfCancelled(signal);
      const listed = await entriesOf(join(folder, place));
      if (!listed) onPassed(place, "unreadable");
      for (const entry of listed ?? []) {
        const path = place === "" ? entry.name : `${place}/${entry.name}`;
        if (isExcluded?.(path)) continue;
        if ((entries += 1) > maxEntries) {
          onPassed(path, "limit");
          return files;
        }
        if (isFolderToEnter(entry)) next.push(path);
        const file = await found(join(folder, path), path, entry, followLink);
        if (file) files.push(file);
        else if (entry.isSymbolicLink()) onPassed(path, "link");
      }
    }
    level = next;
  }
  return files;
}

/** Returns the entries of a folder, sorted by name; undefined if it can't be read. */
async function entriesOf(folder: string): Promise<readonly Dirent[] | undefined> {
  const listed = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  return listed?.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isFolderToEnter(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name);
}

/**
 * Returns a file; undefined for anything else, for a link that may not be followed, and for a file
 * that is gone by now.
 */
async function found(
  absolute: string,
  path: string,
  entry: Dirent,
  followLink: WalkLimits["followLink"],
): Promise<FoundFile | undefined> {
  const isLink = entry.isSymbolicLink();
  if (!entry.isFile() && !isLink) return undefined;
  const place = isLink ? await followLink?.(absolute) : absolute;
  const stats = place === undefined ? undefined : await lstat(place).catch(() => undefined);
  return stats && { path, size: stats.size, modifiedAt: stats.mtimeMs };
}
