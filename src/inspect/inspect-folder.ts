import { dirname } from "node:path/posix";
import type { Finding, Inspection, ModelDescription } from "../core/inspection.ts";
import { below } from "./folder-surroundings.ts";
import type { FolderFormat, FolderToRead, Reading } from "./format.ts";
import { folderFormats } from "./formats.ts";
import {
  defaultTimeLimit,
  inspectFile,
  readOrExplain,
  type InspectionOptions,
} from "./inspect-file.ts";
import type { Surroundings } from "./source.ts";
import { worstVerdict } from "./verdict.ts";
import { watchReads } from "./watch-reads.ts";
import { withinLimits } from "./within-limits.ts";

/** A model file within an inspected folder. */
export interface InspectedFile {
  /** Relative to the folder, `/` separators. */
  readonly path: string;
  readonly description: ModelDescription;
}

export interface FolderInspection {
  readonly inspection: Inspection;
  /** The files within that are models; their verdicts count for the folder's. */
  readonly files: readonly InspectedFile[];
  /** Bytes of the files that were looked at. */
  readonly size: number;
}

/** Files of a folder that are looked at. */
const fileLimit = 10_000;

/**
 * What a folder and the model files in it say about themselves. A folder of no known format is
 * `folder` if there are models in it, else `unknown`.
 */
export async function inspectFolder(
  name: string,
  surroundings: Surroundings,
  { signal, timeLimit = defaultTimeLimit }: InspectionOptions = {},
): Promise<FolderInspection> {
  const end = performance.now() + timeLimit;
  const watch = watchReads(signal, timeLimit);
  const folder: FolderToRead = {
    name,
    paths: await surroundings.list(fileLimit),
    inside: watch.surroundings(surroundings),
    signal: watch.signal,
  };
  const format = await recognise(folder);
  const own: Reading = format
    ? await readOrExplain(watch, () => format.read(folder))
    : { description: { verdict: "weights-only" } };
  const within = await inspectWithin(folder.paths, surroundings, { signal, end });
  return {
    inspection: {
      description: whole(format, own, within),
      tensors: own.tensors ?? [],
      bytesRead: watch.bytesRead() + within.bytesRead,
    },
    files: within.files,
    size: within.size,
  };
}

async function recognise(folder: FolderToRead): Promise<FolderFormat | undefined> {
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
  paths: readonly string[],
  surroundings: Surroundings,
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
    const beside = below(surroundings, dirname(path));
    const inspection = await inspectFile({ source, beside }, { signal, timeLimit });
    bytesRead += inspection.bytesRead;
    const { description } = inspection;
    if (description.format !== "unknown") files.push({ path, description });
  }
  return { files, size, bytesRead, skipped: paths.length - done };
}

/** The folder's own description with what its files mean for it: it is as safe as its worst file. */
function whole(
  format: FolderFormat | undefined,
  { description, findings = [] }: Reading,
  { files, skipped }: Within,
): ModelDescription {
  const verdicts = files.map((file) => file.description.verdict);
  const found: Finding[] = [...findings, ...files.flatMap(dangerWithin)];
  if (skipped > 0) {
    verdicts.push("unreadable");
    found.push({
      code: "time-limit",
      severity: "warning",
      message: `There was no time to look at ${skipped} of its files.`,
    });
  }
  if (!format && files.length === 0) {
    verdicts.push("unreadable");
    found.push({
      code: "unknown-format",
      severity: "info",
      message: "Neither the folder nor any file in it is of a known model format.",
    });
  }
  return withinLimits({
    ...description,
    format: format?.id ?? (files.length > 0 ? "folder" : "unknown"),
    verdict: worstVerdict([description.verdict, ...verdicts]),
    findings: found,
  });
}

/** What makes a file within dangerous, with the file's path. */
function dangerWithin({ path, description }: InspectedFile): readonly Finding[] {
  if (description.verdict !== "dangerous") return [];
  return description.findings
    .filter(({ severity }) => severity === "danger")
    .map((finding) => ({ ...finding, where: path }));
}
