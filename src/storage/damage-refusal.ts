import type { Refusal } from "../core/refusal.ts";
import type { LedgerDamage } from "./ledger-file.ts";

/** Returns the refusal to write while a line of the ledger can't be read. */
export function damageRefusal({ file, line, problem }: LedgerDamage): Refusal {
  return {
    code: "ledger-damaged",
    message: `The ledger is damaged in ${file}, line ${line}: ${problem}.`,
    wayOut:
      "The registry is read-only up to there. Restore the file from a backup or another clone, or repair the ledger, which keeps all events that can be read.",
    details: { file, line },
  };
}
