import { lstat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Inspection } from "../../core/model/inspection.ts";
import { fileSource } from "../sources/file-source.ts";
import { folderSurroundings } from "../sources/folder-surroundings.ts";
import { inspectFile, type InspectionOptions } from "./inspect-file.ts";
import { inspectFolder, type InspectedFile } from "./inspect-folder.ts";

export interface PathInspection extends Inspection {
  readonly isFolder: boolean;
  /** Bytes; of a folder, of the files that were looked at. */
  readonly size: number;
  /** Of a folder, the files within that are models. */
  readonly files: readonly InspectedFile[];
}

/** Place of a path's bytes if it is a link, and the workspace whose links may be followed. */
export interface PathOptions extends InspectionOptions {
  /** The file or folder itself, links resolved; by default, the path itself. */
  readonly real?: string;
  /** The workspace folder, absolute, if there is one. */
  readonly workspace?: string | undefined;
}

/**
 * Inspects a file or folder on disk. A symbolic link as the last part of the path is not followed;
 * links inside a folder, and files beside the path, as `followFoundLink` allows. Throws the errors
 * of the disk, and the signal's reason when that is raised.
 */
export async function inspectPath(
  path: string,
  { real = path, workspace, ...options }: PathOptions = {},
): Promise<PathInspection> {
  const isFolder = (await lstat(real)).isDirectory();
  const inside = folderSurroundings(isFolder ? real : dirname(path), workspace);
  if (isFolder) {
    return { isFolder, ...(await inspectFolder({ name: basename(path), inside }, options)) };
  }
  const source = await fileSource(real, basename(path));
  const inspection = await inspectFile({ source, beside: inside }, options);
  return { isFolder, ...inspection, files: [], size: source.size };
}
