import { LimitReached } from "../../contract/limit-reached.ts";
import { ByteCursor, memorySupply } from "../byte-cursor.ts";
import { Machine, type PickleOptions, type PickleRun } from "./machine.ts";
import { opcodes } from "./opcodes.ts";
import type { PickleScan } from "./scan.ts";
import type { Value } from "./value.ts";

export interface PickleSequence {
  /** Descriptions of the objects that the pickles would make. */
  readonly values: readonly Value[];
  readonly protocol: number;
  /** Reason why reading stopped before the last pickle's end. */
  readonly problem?: { readonly message: string; readonly where: string; readonly cut: boolean };
  /**
   * Offset of the first byte that is no pickle; absent if the pickles go to the end of the bytes.
   */
  readonly restAt?: number;
}

/**
 * Reads the pickles that follow one another, `atMost` so many. The first is taken for a pickle whatever
 * comes; bytes after it only if they are one, or would do harm before they break.
 */
export async function readPickles(
  cursor: ByteCursor,
  scan: PickleScan,
  options: PickleOptions,
  atMost = maxPickles,
): Promise<PickleSequence> {
  const withNested: PickleOptions = { scanBytes: scanNested, ...options };
  const values: Value[] = [];
  let protocol = 0;
  while (await cursor.fill(1)) {
    if (values.length >= atMost) {
      if (atMost === maxPickles)
        throw new LimitReached("The file has more pickles than are looked at");
      return { values, protocol, restAt: cursor.offset };
    }
    const start = cursor.offset;
    const trial = scan.fork();
    const run = await onTrial(scan, trial, () => new Machine(cursor, trial, withNested).run());
    const counts = values.length === 0 || isPickle(run, trial);
    scan.join(trial, counts);
    if (!counts) return { values, protocol, restAt: start };
    protocol = Math.max(protocol, run.protocol);
    if (run.end !== "stop") {
      return {
        values,
        protocol,
        problem: { message: run.message, where: run.where, cut: run.end === "cut" },
      };
    }
    values.push(run.value);
  }
  if (values.length > 0) return { values, protocol };
  return {
    values,
    protocol,
    problem: { message: "There are no bytes", where: "offset 0", cut: true },
  };
}

/**
 * Returns true if bytes were a pickle after all. Any text may begin like one (“cat\ndog\n” imports
 * `dog` from `at`: `c` is the opcode), so one that breaks counts only if it is marked as a pickle or
 * is dangerous up to there: a broken pickle acts before the error.
 */
function isPickle(run: PickleRun, trial: PickleScan): boolean {
  if (run.end === "stop" || trial.verdict === "dangerous") return true;
  return trial.acts > 0 && run.protocol >= 2;
}

/** Runs `read` on a trial scan. If it throws, dangers found up to there are added to the scan. */
async function onTrial<T>(scan: PickleScan, trial: PickleScan, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    scan.join(trial, trial.verdict === "dangerous");
    throw error;
  }
}

const maxPickles = 10_000;
const nestedHead = 4096;
const nestedLimit = 16 * 1024 * 1024;

/** Looks whether a byte string is a pickle: `torch.storage._load_from_bytes` and the like load it. */
async function scanNested(cursor: ByteCursor, length: number, outer: Machine): Promise<boolean> {
  const { scan, options } = outer;
  const [first] = await cursor.peek(Math.min(length, 1));
  if (first === undefined || opcodes[first] === undefined) return false;
  if (options.depth >= scan.limits.depth) {
    outer.report(
      "pickle-nested-deep",
      "warning",
      "Pickles within pickles go deeper than is looked at.",
      "unreadable",
    );
    return false;
  }
  const place = `bytes at ${outer.where()}`;
  const inner: PickleOptions = { persistentIds: true, depth: options.depth + 1, place };
  const head = await scanPart(cursor, Math.min(length, nestedHead), scan, inner);
  const tried =
    head.unfinished && length > nestedHead
      ? await scanPart(cursor, Math.min(length, nestedLimit), scan, inner)
      : head;
  const { trial, sequence } = tried;
  const { problem } = sequence;
  const counts =
    problem === undefined ||
    trial.verdict === "dangerous" ||
    (trial.acts > 0 && sequence.protocol >= 2);
  scan.join(trial, counts);
  if (!counts) return false;
  if (trial.acts > 0) {
    outer.report(
      "pickle-nested",
      "info",
      "The file carries a pickle within a byte string of its pickle.",
      "weights-only",
    );
  }
  if (problem === undefined) return true;
  outer.report(
    "pickle-nested-broken",
    "warning",
    `A pickle within a byte string can't be read to its end: ${problem.message}.`,
    "unreadable",
  );
  return false;
}

interface Part {
  readonly trial: PickleScan;
  readonly sequence: PickleSequence;
  /** True if more bytes may change the result. */
  readonly unfinished: boolean;
}

async function scanPart(
  cursor: ByteCursor,
  size: number,
  scan: PickleScan,
  options: PickleOptions,
): Promise<Part> {
  // A copy: the bytes of a cursor move when it reads on.
  const bytes = (await cursor.peek(size)).slice();
  const trial = scan.fork();
  const cursorOfPart = new ByteCursor(memorySupply(bytes));
  const sequence = await onTrial(scan, trial, () => readPickles(cursorOfPart, trial, options));
  return {
    trial,
    sequence,
    unfinished: sequence.problem?.cut === true || sequence.values.length > 0,
  };
}
