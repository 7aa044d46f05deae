import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { hasPosition, type LedgerDamage } from "./ledger-file.ts";
import type { LedgerEnds, LedgerPositions } from "./ledger-folder.ts";

/**
 * Tells whether what was found wrong while reading on from `positions` may be due to these: a
 * writer that failed has cut back what it wrote, or they are not what they should be. Damage is
 * certain only when it was found by reading from the beginning (`confirmed`).
 */
export async function beganAtWrongPlace(
  paths: RegistryPaths,
  ends: LedgerEnds,
  confirmed: readonly LedgerDamage[],
  positions: LedgerPositions,
): Promise<boolean> {
  if (!ends.damages.every((damage) => confirmed.some((known) => isSame(known, damage))))
    return true;
  for (const { file } of [...ends.damages, ...ends.superseded]) {
    const position = positions.get(file);
    if (position && !(await hasPosition(join(paths.ledger, file), position))) return true;
  }
  return false;
}

function isSame(a: LedgerDamage, b: LedgerDamage): boolean {
  return a.file === b.file && a.line === b.line && isDeepStrictEqual(a.problem, b.problem);
}
