import type { FileToRead } from "../../contract/format.ts";
import { ByteCursor, type ByteSupply } from "../../encodings/byte-cursor.ts";
import type { Machine } from "../../encodings/pickle/machine.ts";
import { readPickles, type PickleSequence } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { readArray } from "./read-array.ts";

/** Wrapper of an array in a file of its own; joblib before 0.10. */
const besideWrapper = Buffer.from("NDArrayWrapper");

/** Returns the files in which joblib before 0.10 stored the arrays of this one. */
export async function arraysBeside(
  file: FileToRead,
  read: (file: FileToRead) => Promise<unknown>,
): Promise<readonly string[]> {
  if (!Buffer.from(file.head).includes(besideWrapper)) return [];
  const names = new Set<string>();
  const open = (path: string): ReturnType<FileToRead["beside"]["open"]> => {
    names.add(path);
    return file.beside.open(path);
  };
  await read({ ...file, beside: { ...file.beside, open } });
  return [...names];
}

/**
 * Reads a file of pickles in both the ways it may be loaded. joblib passes over the numbers that follow
 * an array's wrapper, Python's own unpickler executes them as instructions: a file can be harmless to
 * one and dangerous to the other. What is described is joblib's view; dangers count from both.
 */
export async function readPickleFile(
  scan: PickleScan,
  beside: FileToRead["beside"],
  open: () => ByteSupply,
): Promise<PickleSequence> {
  let arrays = 0;
  const options = { persistentIds: false, depth: 0 };
  const supply = open();
  try {
    const afterBuild = async (machine: Machine): Promise<boolean> => {
      const array = await readArray(machine, beside);
      if (array) arrays += 1;
      return array;
    };
    const sequence = await readPickles(new ByteCursor(supply), scan, { ...options, afterBuild });
    if (arrays > 0) await readPlainly(scan, open);
    return sequence;
  } finally {
    supply.close?.();
  }
}

/** Without arrays; it is meant to break at the first number, so only what it does before counts. */
async function readPlainly(scan: PickleScan, open: () => ByteSupply): Promise<void> {
  const supply = open();
  const trial = scan.fork();
  try {
    const options = { persistentIds: false, depth: 0 };
    const { problem } = await readPickles(new ByteCursor(supply), trial, options, 1);
    scan.join(trial, problem === undefined || trial.verdict === "dangerous");
  } finally {
    supply.close?.();
  }
}
