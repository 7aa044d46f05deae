import type { ByteCursor } from "../byte-cursor.ts";
import { readPickles, type PickleSequence } from "./read-pickles.ts";
import type { PickleScan } from "./scan.ts";

/**
 * Scans bytes that may be a pickle whatever they are called: an entry of an archive. They are taken
 * for one if they are one, or would do harm before they break; with `expected`, in any case.
 */
export async function scanEntry(
  cursor: ByteCursor,
  scan: PickleScan,
  { place, expected, persistentIds }: { place: string; expected: boolean; persistentIds: boolean },
): Promise<PickleSequence | undefined> {
  const trial = scan.fork();
  let counts = expected;
  try {
    const sequence = await readPickles(cursor, trial, {
      persistentIds,
      depth: 0,
      place,
    });
    counts ||= sequence.problem === undefined || (trial.acts > 0 && sequence.protocol >= 2);
    return counts || trial.verdict === "dangerous" ? sequence : undefined;
  } finally {
    scan.join(trial, counts || trial.verdict === "dangerous");
  }
}
