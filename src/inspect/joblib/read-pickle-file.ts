import { ByteCursor, type ByteSupply } from "../byte-cursor.ts";
import { readPickles, type PickleSequence } from "../pickle/read-pickles.ts";
import type { PickleScan } from "../pickle/scan.ts";
import { readArray } from "./read-array.ts";

/**
 * Reads a file of pickles in both the ways it may be loaded. joblib passes over the numbers that follow
 * an array's wrapper, Python's own unpickler executes them as instructions: a file can be harmless to
 * one and dangerous to the other. What is described is joblib's view; dangers count from both.
 */
export async function readPickleFile(
  scan: PickleScan,
  open: () => ByteSupply,
): Promise<PickleSequence> {
  let arrays = 0;
  const options = { persistentIds: false, depth: 0 };
  const supply = open();
  try {
    const afterBuild: typeof readArray = async (machine) => {
      const array = await readArray(machine);
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
