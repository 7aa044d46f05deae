import * as l10n from "@vscode/l10n";
import type { Digests } from "../model/data/digests.ts";
import { shellText } from "../text/command-text.ts";
import { formatBytes } from "../text/format.ts";
import { readAnnexPointer } from "./annex-pointer.ts";
import { readDvcFile } from "./dvc-file.ts";
import { readLfsPointer } from "./lfs-pointer.ts";

/** A small file that stands for another one, whose bytes a tool keeps elsewhere. */
export interface Pointer {
  readonly tool: "Git LFS" | "DVC" | "git-annex";
  /** Digests of the bytes that it stands for. */
  readonly digests: Digests;
  /** Bytes that it stands for, where it tells. */
  readonly size?: number;
  /** Of DVC the file or folder that it stands for, relative to the pointer's folder. */
  readonly target?: string;
}

/** Maximum size of a pointer in bytes. */
export const maxPointerSize = 16 * 1024;

/**
 * Returns what a small file stands for, if it is a pointer of Git LFS, DVC or git-annex.
 *
 * @param text the whole content
 */
export function readPointer(name: string, text: string): Pointer | undefined {
  if (text.length > maxPointerSize) return undefined;
  return (
    readLfsPointer(text) ??
    readAnnexPointer(text) ??
    (isDvcFileName(name) ? readDvcFile(text) : undefined)
  );
}

/** Returns whether a file's name is that of a file of DVC: `model.pkl.dvc`. */
export function isDvcFileName(name: string): boolean {
  return /.\.dvc$/i.test(name);
}

/** Folder in which the command runs, and the pointers' paths from there. */
export interface PointerPlace {
  /** Paths of pointers, or one of a folder that holds them; `/` separators. */
  readonly paths: readonly string[];
  readonly isFolder?: boolean;
  /** Folder of the tool's repository, if it is not the current one. */
  readonly folder?: string | undefined;
}

/** Returns the command that fetches what pointers of a tool stand for. */
export function fetchCommand(tool: Pointer["tool"], place: PointerPlace): string {
  const { paths, folder, isFolder = false } = place;
  const named = paths.map((path) => (path.startsWith("-") ? `./${path}` : path));
  const words = {
    "Git LFS": ["git", ...inFolder("-C", folder), "lfs", "pull", ...included(paths)],
    DVC: ["dvc", ...inFolder("--cd", folder), "pull", ...(isFolder ? ["-R"] : []), ...named],
    "git-annex": ["git", ...inFolder("-C", folder), "annex", "get", ...named],
  };
  return shellText(words[tool]);
}

function inFolder(option: string, folder: string | undefined): readonly string[] {
  return folder === undefined ? [] : [option, folder];
}

/**
 * Returns the patterns for Git LFS; if a name has a character of a pattern, all files are fetched.
 */
function included(paths: readonly string[]): readonly string[] {
  const isPlain = paths.every((path) => path !== "" && !/[,*?[\]\\!#]/.test(path));
  return isPlain ? [`--include=${paths.join(",")}`] : [];
}

/** Returns what a pointer lacks, continuing its name: `is only a pointer of Git LFS: …`. */
export function pointerProblem({ tool, size, target }: Pointer): string {
  const bytes = size === undefined ? undefined : formatBytes(size);
  if (target === undefined) {
    return bytes === undefined
      ? l10n.t("is only a pointer of {0}: the file itself is not here", tool)
      : l10n.t("is only a pointer of {0}: the file itself ({1}) is not here", tool, bytes);
  }
  return bytes === undefined
    ? l10n.t("is only a pointer of {0}: {1} is not here", tool, target)
    : l10n.t("is only a pointer of {0}: {1} ({2}) is not here", tool, target, bytes);
}
