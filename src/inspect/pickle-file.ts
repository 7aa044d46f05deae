import { ByteCursor, memorySupply, rangeSupply } from "./byte-cursor.ts";
import type { FileFormat, FileToRead } from "./format.ts";
import { readPickleFile } from "./joblib/read-pickle-file.ts";
import { describePickles } from "./pickle/describe.ts";
import { readPickles } from "./pickle/read-pickles.ts";
import { scanFile } from "./pickle/scan-file.ts";
import { defaultLimits, PickleScan } from "./pickle/scan.ts";

const extensions = [".pkl", ".pickle", ".p", ".dill", ".cloudpickle"];

/** A bare pickle of any protocol. It has no signature before protocol 2: it is recognised by running. */
export const pickleFile: FileFormat = {
  id: "pickle",
  name: "pickle",
  extensions,
  recognise: (file) => isPickle(file),
  read: ({ source, signal }) =>
    scanFile(signal, async (scan) => {
      const sequence = await readPickleFile(scan, () => rangeSupply(source));
      return describePickles(scan, sequence);
    }),
};

/**
 * Whether a file is a pickle: it begins with PROTO, or its first bytes do something or make something
 * before they break.
 */
export async function isPickle({ source, head, signal }: FileToRead): Promise<boolean> {
  if (head[0] === 0x80 && (head[1] ?? 255) <= 5) return true;
  return actsAsPickle(head, head.length >= source.size, signal);
}

/** Whether bytes without PROTO are a pickle: one from end to end, or one that is dangerous so far. */
export async function actsAsPickle(
  bytes: Uint8Array,
  whole: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const scan = new PickleScan(signal, { ...defaultLimits, opcodes: 100_000 });
  const options = { persistentIds: false, depth: 0 };
  try {
    const sequence = await readPickles(new ByteCursor(memorySupply(bytes)), scan, options, 1);
    if (scan.verdict === "dangerous") return true;
    if (sequence.problem !== undefined) return scan.acts > 0 && sequence.problem.cut && !whole;
    return scan.acts > 0 || (whole && sequence.restAt === undefined && bytes.length > 2);
  } catch {
    return scan.acts > 0;
  }
}
