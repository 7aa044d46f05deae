import { lstat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Finding, Inspection, ModelDescription } from "../core/inspection.ts";
import { openFileSource } from "./file-source.ts";
import { folderSurroundings, type FolderSurroundings } from "./folder-surroundings.ts";
import type { FolderToRead, Reading } from "./format.ts";
import { folderFormats } from "./formats.ts";
import {
  defaultTimeLimit,
  inspectFile,
  readOrExplain,
  type InspectionOptions,
} from "./inspect-file.ts";
import { worstVerdict } from "./verdict.ts";
import { watchReads } from "./watch-reads.ts";
import { withinLimits } from "./within-limits.ts";

/** A model file within an inspected folder. */
export interface InspectedFile {
  /** Relative to the folder, `/` separators. */
  readonly path: string;
  readonly description: ModelDescription;
}

export interface PathInspection {
  readonly isFolder: boolean;
  /** Bytes; of a folder, of the files that were looked at. */
  readonly size: number;
  readonly inspection: Inspection;
  /** Of a folder, the files within that are models; their verdicts count for the folder's. */
  readonly files: readonly InspectedFile[];
}

/** Files of a folder that are looked at. */
const fileLimit = 10_000;

/**
 * What a file or folder on disk says about itself. A symbolic link as the last part of the path is
 * not followed. Throws the errors of the disk, and the signal's reason when that is raised.
 */
export async function inspectPath(
  path: string,
  options: InspectionOptions = {},
): Promise<PathInspection> {
  return (await lstat(path)).isDirectory()
    ? inspectFolder(path, options)
    : inspectOneFile(path, options);
}

async function inspectOneFile(path: string, options: InspectionOptions): Promise<PathInspection> {
  const beside = folderSurroundings(dirname(path));
  const source = await openFileSource(path);
  try {
    const inspection = await inspectFile({ source, beside }, options);
    return { isFolder: false, size: source.size, inspection, files: [] };
  } finally {
    await source.close();
    await beside.close();
  }
}

async function inspectFolder(
  path: string,
  { signal, timeLimit = defaultTimeLimit }: InspectionOptions,
): Promise<PathInspection> {
  const end = performance.now() + timeLimit;
  const surroundings = folderSurroundings(path);
  try {
    const watch = watchReads(signal, timeLimit);
    const folder: FolderToRead = {
      name: basename(path),
      paths: await surroundings.list(fileLimit),
      inside: watch.surroundings(surroundings),
      signal: watch.signal,
    };
    const format = await recognise(folder);
    const own: Reading = format
      ? await readOrExplain(watch, () => format.read(folder))
      : { description: { verdict: "weights-only" } };
    const within = await inspectWithin(path, folder.paths, surroundings, { signal, end });
    return {
      isFolder: true,
      size: within.size,
      inspection: {
        description: whole(format?.id, own, within),
        tensors: own.tensors ?? [],
        bytesRead: watch.bytesRead() + within.bytesRead,
      },
      files: within.files,
    };
  } finally {
    await surroundings.close();
  }
}

async function recognise(
  folder: FolderToRead,
): Promise<(typeof folderFormats)[number] | undefined> {
  for (const format of folderFormats) if (await format.recognise(folder)) return format;
  return undefined;
}

interface Within {
  readonly files: readonly InspectedFile[];
  readonly size: number;
  readonly bytesRead: number;
  /** How many files there was no time for. */
  readonly skipped: number;
}

async function inspectWithin(
  root: string,
  paths: readonly string[],
  surroundings: FolderSurroundings,
  { signal, end }: { readonly signal: AbortSignal | undefined; readonly end: number },
): Promise<Within> {
  const files: InspectedFile[] = [];
  let [size, bytesRead, done] = [0, 0, 0];
  for (const path of paths) {
    const timeLimit = end - performance.now();
    if (timeLimit <= 0) break;
    done += 1;
    const source = await surroundings.open(path);
    if (typeof source === "string") continue;
    size += source.size;
    const beside = folderSurroundings(join(root, dirname(path)));
    try {
      const inspection = await inspectFile({ source, beside }, { signal, timeLimit });
      bytesRead += inspection.bytesRead;
      const { description } = inspection;
      if (description.format !== "unknown") files.push({ path, description });
    } finally {
      await beside.close();
      await surroundings.close();
    }
  }
  return { files, size, bytesRead, skipped: paths.length - done };
}

/** The folder's own description with what its files mean for it: it is as safe as its worst file. */
function whole(
  format: string | undefined,
  { description, findings = [] }: Reading,
  { files, skipped }: Within,
): ModelDescription {
  const verdicts = files.map((file) => file.description.verdict);
  const found: Finding[] = [...findings];
  for (const { path, description: inner } of files) {
    if (inner.verdict !== "dangerous") continue;
    const [reason] = inner.findings;
    found.push({
      code: "dangerous-file-within",
      severity: "danger",
      message: reason?.message ?? "Loading this file would do harm.",
      where: path,
    });
  }
  if (skipped > 0) {
    verdicts.push("unreadable");
    found.push({
      code: "time-limit",
      severity: "warning",
      message: `There was no time to look at ${skipped} of its files.`,
    });
  }
  if (format === undefined && files.length === 0) {
    verdicts.push("unreadable");
    found.push({
      code: "unknown-format",
      severity: "info",
      message: "Neither the folder nor any file in it is of a known model format.",
    });
  }
  return withinLimits({
    ...description,
    format: format ?? (files.length > 0 ? "folder" : "unknown"),
    verdict: worstVerdict([description.verdict, ...verdicts]),
    findings: found,
  });
}
