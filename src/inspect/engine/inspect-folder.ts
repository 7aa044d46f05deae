import { dirname, join } from "node:path/posix";
import type {
  Finding,
  Inspection,
  ModelDescription,
  Verdict,
} from "../../core/model/inspection.ts";
import type { FileFormat, FolderFormat, FolderToRead, Reading } from "../contract/format.ts";
import type { Surroundings } from "../contract/source.ts";
import { worstVerdict } from "../contract/verdict.ts";
import { OtherFiles } from "../formats/archive/other-files.ts";
import { below } from "../sources/folder-surroundings.ts";
import { watchReads, type ReadWatch } from "../sources/watch-reads.ts";
import { fileFormats, folderFormats } from "./formats.ts";
import {
  defaultTimeLimit,
  findParts,
  inspectFile,
  readingWithin,
  readOrExplain,
  type InspectionOptions,
} from "./inspect-file.ts";
import { withinLimits } from "./within-limits.ts";

/** Files of a folder that are listed and looked at. */
const maxFiles = 10_000;

/** A file within an inspected folder that is of a known format. */
export interface InspectedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly inspection: Inspection;
}

export interface FolderInspection extends Inspection {
  /** Every file of a known format, in the order of their paths. */
  readonly files: readonly InspectedFile[];
  /** Bytes of the files that were looked at. */
  readonly size: number;
}

/**
 * Inspects a folder: its own format if it has one, and each file in it. The verdict is the worst of
 * the folder's and its files', and the findings are theirs, with the path first. A folder of no
 * known format is `folder` if any file in it is of one, else `unknown`.
 *
 * The time limit (milliseconds) is for all of it. Throws the signal's reason when that is raised,
 * and the errors of the disk.
 */
export function inspectFolder(
  folder: Folder,
  { signal, timeLimit = defaultTimeLimit }: InspectionOptions = {},
  formats: Formats = { files: fileFormats, folders: folderFormats },
): Promise<FolderInspection> {
  return watchReads({ cancelled: signal, timeLimit }, (watch) =>
    inspectWatched(folder, watch, signal, formats),
  );
}

interface Folder {
  readonly name: string;
  readonly inside: Surroundings;
}

interface Formats {
  readonly files: readonly FileFormat[];
  readonly folders: readonly FolderFormat[];
}

async function inspectWatched(
  folder: Folder,
  watch: ReadWatch,
  signal: AbortSignal | undefined,
  formats: Formats,
): Promise<FolderInspection> {
  const inside = watch.surroundings(folder.inside);
  const listed = await folder.inside.list(maxFiles + 1);
  const paths = listed.slice(0, maxFiles);
  const toRead: FolderToRead = {
    name: folder.name,
    paths,
    inside,
    ...readingWithin(watch, formats.files),
  };
  const format = await recogniseFolder(toRead, formats.folders);
  const own = format && (await readOrExplain(watch, () => format.read(toRead)));

  const files: InspectedFile[] = [];
  const misnamed: Finding[] = [];
  const others = new OtherFiles();
  let size = 0;
  for (const path of paths) {
    const source = await folder.inside.open(path);
    if (typeof source === "string") continue;
    size += source.size;
    const beside = below(folder.inside, dirname(path));
    const options = { signal, timeLimit: watch.restOfTime() };
    const inspection = await inspectFile({ source, beside }, options, formats.files);
    const file = { path, size: source.size, inspection };
    if (inspection.description.format !== "unknown") files.push(file);
    // A file may be named as a model and be none; a known format knows its own files.
    else if (!own)
      misnamed.push(...findingsOf(file, []).filter(({ severity }) => severity !== "info"));
    await others.add(path, source, inspection.description.format === "unknown");
  }
  if (!own && others.hasUnknown) {
    const options = { signal, timeLimit: watch.restOfTime() };
    for (const part of await partsOf(folder.inside, files, options)) others.remove(part);
  }
  const { verdict, findings } = others.judge(own !== undefined);
  const bytesOfFiles = files.reduce((sum, { inspection }) => sum + inspection.bytesRead, 0);
  return {
    description: describe(
      format?.id,
      own,
      files,
      { verdict, findings, misnamed },
      listed.length > maxFiles,
    ),
    tensors: own?.tensors ?? [],
    bytesRead: watch.bytesRead() + bytesOfFiles,
    files,
    size,
  };
}

/** Returns the files within a folder that its model files name as parts of themselves. */
async function partsOf(
  inside: Surroundings,
  files: readonly InspectedFile[],
  options: InspectionOptions,
): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const { path } of files) {
    const source = await inside.open(path);
    if (typeof source === "string") continue;
    const folder = dirname(path);
    const found = await findParts({ source, beside: below(inside, folder) }, options);
    parts.push(...found.map((part) => join(folder, part)));
  }
  return parts;
}

async function recogniseFolder(
  folder: FolderToRead,
  formats: readonly FolderFormat[],
): Promise<FolderFormat | undefined> {
  for (const format of formats) if (await format.recognise(folder)) return format;
  return undefined;
}

function describe(
  format: string | undefined,
  own: Reading | undefined,
  files: readonly InspectedFile[],
  others: {
    readonly verdict: Verdict;
    readonly findings: readonly Finding[];
    readonly misnamed: readonly Finding[];
  },
  isLonger: boolean,
): ModelDescription {
  const ownFindings = own?.findings ?? [];
  const isKnown = own !== undefined || files.length > 0;
  const findings = [
    ...(isLonger ? [tooManyFiles] : []),
    ...ownFindings,
    ...files.flatMap((file) => findingsOf(file, ownFindings)),
    ...others.misnamed,
    ...(isKnown ? others.findings : [nothingKnown]),
  ];
  const verdicts = [
    ...files.map(({ inspection }) => inspection.description.verdict),
    ...(own ? [own.description.verdict] : []),
    others.verdict,
  ];
  if (isLonger || !isKnown) verdicts.push("unreadable");
  const descriptions = [own?.description, ...files.map(({ inspection }) => inspection.description)];
  const imports = gathered(descriptions, "imports");
  const calls = gathered(descriptions, "calls");
  return withinLimits({
    ...own?.description,
    ...(imports.length > 0 && { imports }),
    ...(calls.length > 0 && { calls }),
    format: format ?? (files.length > 0 ? "folder" : "unknown"),
    verdict: worstVerdict(verdicts),
    findings,
  });
}

/** Returns the names in a list of all descriptions, each once. */
function gathered(
  descriptions: readonly (Reading["description"] | undefined)[],
  list: "imports" | "calls",
): readonly string[] {
  return [...new Set(descriptions.flatMap((description) => description?.[list] ?? []))];
}

/** The findings of a file, but for those that the folder's format has read out of it already. */
function findingsOf({ path, inspection }: InspectedFile, known: readonly Finding[]): Finding[] {
  return inspection.description.findings
    .filter(({ code, where }) => !known.some((own) => own.code === code && own.where === where))
    .map((finding) => ({
      ...finding,
      where: finding.where === undefined ? path : `${path}: ${finding.where}`,
    }));
}

const tooManyFiles: Finding = {
  code: "too-many-files",
  severity: "warning",
  message: `The folder has more than ${maxFiles} files, and the others were not looked at.`,
};

const nothingKnown: Finding = {
  code: "unknown-format",
  severity: "info",
  message: "Neither the folder nor any file in it is of a known model format.",
};
