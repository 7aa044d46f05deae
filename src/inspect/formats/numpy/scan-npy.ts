import type { ByteCursor } from "../../encodings/byte-cursor.ts";
import { readPickles } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { npyHeaderSize, npyMagic, readNpyHeader, type NpyHeader } from "./npy-header.ts";

/**
 * Reads an array's header and, when its elements are Python objects, scans the pickle that holds
 * them; `undefined` when it is no array.
 */
export async function scanNpy(
  cursor: ByteCursor,
  scan: PickleScan,
  place: string | undefined,
): Promise<NpyHeader | undefined> {
  const start = await cursor.peek(12);
  if (!npyMagic.equals(start.subarray(0, 6))) return undefined;
  const header = readNpyHeader(await cursor.peek(npyHeaderSize(start)));
  if (!header.pickled) return header;
  await cursor.skip(header.size);
  const options = { persistentIds: false, depth: 0, ...(place !== undefined && { place }) };
  const trial = scan.fork();
  let counts = true;
  try {
    const sequence = await readPickles(cursor, trial, options);
    // Records of plain numbers are no pickle; objects must be one.
    counts =
      header.dtype === "object" || sequence.problem === undefined || trial.verdict === "dangerous";
    if (counts && sequence.problem !== undefined) {
      trial.report(
        {
          code: "pickle-unreadable",
          severity: "warning",
          message: `The pickle of an array of objects can't be read to its end: ${sequence.problem.message}.`,
          where: sequence.problem.where,
        },
        "unreadable",
      );
    }
  } finally {
    scan.join(trial, counts);
  }
  return header;
}
