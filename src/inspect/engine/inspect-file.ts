import type { Finding, Inspection } from "../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type InspectedMember,
  type Reading,
} from "../contract/format.ts";
import type { Source, Surroundings } from "../contract/source.ts";
import { watchReads, type ReadWatch } from "../sources/watch-reads.ts";
import { fileFormats } from "./formats.ts";
import { explainUnknown, recognise, type Recognition } from "./recognise.ts";
import { withinLimits } from "./within-limits.ts";

const headSize = 64 * 1024;
/** Milliseconds that one inspection may take: a person is waiting for the answer. */
export const defaultTimeLimit = 30_000;

export interface InspectionOptions {
  /** Raised by the person who asked: the inspection then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit in milliseconds; half a minute by default. */
  readonly timeLimit?: number | undefined;
}

/**
 * Inspects a file. Returns a result for every file: one that can't be read is `unreadable` with a
 * finding that names the place, one of no known format is `unknown`. Throws the signal's reason
 * when that is raised, and the errors of the disk.
 */
export async function inspectFile(
  file: { readonly source: Source; readonly beside: Surroundings },
  { signal, timeLimit = defaultTimeLimit }: InspectionOptions = {},
  formats: readonly FileFormat[] = fileFormats,
): Promise<Inspection> {
  return watchReads({ cancelled: signal, timeLimit }, async (watch) => {
    const source = watch.source(file.source);
    const beside = watch.surroundings(file.beside);
    const toRead = await fileToRead({ source, beside }, watch, formats, 0);
    let recognised: Recognition | undefined;
    const reading = await readOrExplain(watch, async () => {
      recognised = await recognise(toRead, formats);
      if (recognised) return recognised.format.read(toRead);
      // A file of no known format makes no claim that could be checked: nothing is claimed about it.
      return unreadable(explainUnknown(toRead, formats));
    });
    return toInspection(recognised, reading, watch.bytesRead());
  });
}

/** Parts of one model at most. */
const maxParts = 10_000;

/**
 * Returns the files beside a model file that it names as parts of itself and that are there, relative
 * to its folder; none for a file that can't be read. Throws the signal's reason when that is raised,
 * and the errors of the disk.
 */
export async function findParts(
  file: { readonly source: Source; readonly beside: Surroundings },
  { signal, timeLimit = defaultTimeLimit }: InspectionOptions = {},
): Promise<readonly string[]> {
  return watchReads({ cancelled: signal, timeLimit }, async (watch) => {
    const source = watch.source(file.source);
    try {
      const toRead = await fileToRead({ source, beside: file.beside }, watch);
      const recognised = await recognise(toRead, fileFormats);
      const named = (await recognised?.format.parts?.(toRead)) ?? [];
      const there: string[] = [];
      for (const part of named.slice(0, maxParts)) {
        if (typeof (await file.beside.open(part)) !== "string") there.push(part);
      }
      return there;
    } catch (error) {
      if (error instanceof Unreadable || watch.isOver(error)) return [];
      throw error;
    }
  });
}

/** Archives within archives that are looked into. */
const maxDepth = 4;

const nothingBeside: Surroundings = {
  list: () => Promise.resolve([]),
  open: () => Promise.resolve("absent"),
};

type Watch = Pick<ReadWatch, "signal" | "isOver">;

/** Prepares a file for its reader. */
async function fileToRead(
  { source, beside }: { readonly source: Source; readonly beside: Surroundings },
  watch: Watch,
  formats: readonly FileFormat[] = fileFormats,
  depth = 0,
): Promise<FileToRead> {
  return {
    source,
    head: await source.read(0, Math.min(headSize, source.size)),
    beside,
    ...readingWithin(watch, formats, depth),
  };
}

/** Returns the functions with which readers inspect files within the one they read. */
export function readingWithin(
  watch: Watch,
  formats: readonly FileFormat[] = fileFormats,
  depth = 0,
): Pick<FileToRead, "signal" | "inspectMember"> {
  return {
    signal: watch.signal,
    inspectMember: (member) => inspectMember(member, watch, formats, depth + 1),
  };
}

async function inspectMember(
  source: Source,
  watch: Watch,
  formats: readonly FileFormat[],
  depth: number,
): Promise<InspectedMember | undefined> {
  const toRead = await fileToRead({ source, beside: nothingBeside }, watch, formats, depth);
  const recognised = await recognise(toRead, formats);
  if (!recognised) return undefined;
  const { format, mismatch } = recognised;
  const reading =
    depth > maxDepth ? tooDeep : await readOrExplain(notOver, () => format.read(toRead));
  const findings = [...(mismatch ? [mismatch] : []), ...(reading.findings ?? [])];
  return { format: format.id, reading: { ...reading, findings } };
}

/** Watch that never runs out: the time limit applies to the whole file, not to a member. */
const notOver: Pick<ReadWatch, "isOver"> = { isOver: () => false };

const tooDeep: Reading = unreadable({
  code: "archive-too-deep",
  severity: "warning",
  message: `Archives within more than ${maxDepth} others are not looked into.`,
});

function toInspection(
  recognised: Recognition | undefined,
  { description, tensors = [], findings = [] }: Reading,
  bytesRead: number,
): Inspection {
  const format = recognised?.format.id ?? "unknown";
  const mismatch = recognised?.mismatch ? [recognised.mismatch] : [];
  return {
    description: withinLimits({ ...description, format, findings: [...mismatch, ...findings] }),
    tensors,
    bytesRead,
  };
}

/** Returns the reader's result, or a finding with the reason why it can't read the file. */
export async function readOrExplain(
  watch: Pick<ReadWatch, "isOver">,
  read: () => Promise<Reading>,
): Promise<Reading> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Unreadable) {
      return unreadable({
        code: "not-readable",
        severity: "warning",
        message: `${error.message}.`,
        ...(error.where !== undefined && { where: error.where }),
      });
    }
    if (!watch.isOver(error)) throw error;
    return unreadable({
      code: "time-limit",
      severity: "warning",
      message: "Reading took too long and was given up, so nothing is known of the rest.",
    });
  }
}

function unreadable(finding: Finding): Reading {
  return { description: { verdict: "unreadable" }, findings: [finding] };
}
