import type { FileFormat, FileToRead, Reading } from "../contract/format.ts";
import { LimitReached } from "../contract/limit-reached.ts";
import { ByteCursor, rangeSupply } from "../encodings/byte-cursor.ts";
import { describePickles } from "../encodings/pickle/describe.ts";
import { readPickles } from "../encodings/pickle/read-pickles.ts";
import { scanFile } from "../encodings/pickle/scan-file.ts";
import { defaultLimits, PickleScan } from "../encodings/pickle/scan.ts";
import { isZip } from "../encodings/zip/recognise-zip.ts";
import { arraysBeside, readPickleFile } from "./joblib/read-pickle-file.ts";
import { partsOf, withBooster } from "./wrapped-booster.ts";

const extensions = [".pkl", ".pickle", ".p", ".dill", ".cloudpickle"];

/** A bare pickle of any protocol. It has no signature before protocol 2: it is recognised by running. */
export const pickleFile: FileFormat = {
  id: "pickle",
  extensions,
  recognise: isPickle,
  read: readFile,
  parts: (file) => arraysBeside(file, readFile),
};

function readFile(file: FileToRead): Promise<Reading> {
  const { source, beside, signal } = file;
  return scanFile(signal, async (scan) => {
    const sequence = await readPickleFile(scan, beside, () => rangeSupply(source));
    const reading = describePickles(scan, sequence);
    return withBooster(reading, sequence.values[0], file, partsOf(source));
  });
}

/** Limits, in bytes and instructions, for finding out if a file is a pickle. */
const tried = 16 * 1024 * 1024;
const triedInstructions = 100_000;

/** Names of files that programs give to an unpickler. */
const unpickled = /\.(pkl|pickle|p|dill|cloudpickle|joblib|jbl|pt|pth|bin|ckpt|sav)$/i;

/**
 * Returns true if a file is a pickle: it begins with PROTO, or it is one from end to end (or up to
 * the limits), or it is dangerous before it breaks, or does anything and is named like a pickle.
 */
async function isPickle({ source, head, signal }: FileToRead): Promise<boolean> {
  if (head[0] === 0x80 && (head[1] ?? 255) <= 5) return true;
  // “PK” would be a persistent id, at which Python's unpickler ends.
  if (isZip(head)) return false;
  const scan = new PickleScan(signal, { ...defaultLimits, opcodes: triedInstructions });
  const end = Math.min(source.size, tried);
  const options = { persistentIds: false, depth: 0 };
  try {
    const cursor = new ByteCursor(rangeSupply(source, 0, end));
    const { problem, restAt } = await readPickles(cursor, scan, options);
    if (scan.verdict === "dangerous") return true;
    const isNamed = unpickled.test(source.name);
    if (problem !== undefined)
      return scan.acts > 0 && (isNamed || (problem.cut && end < source.size));
    // Two bytes may be anything.
    const isWhole = restAt === undefined && end === source.size && (end > 2 || isNamed);
    return scan.acts > 0 || isWhole;
  } catch (error) {
    return error instanceof LimitReached;
  }
}
