import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import type { LedgerDamage } from "./ledger-file.ts";

/** Returns the refusal to write while a line of the ledger can't be read. */
export function damageRefusal({ file, line, problem }: LedgerDamage): Refusal {
  return { code: "ledger-damaged", reason: "ledger-damaged", file, line, problem };
}

/**
 * Refuses to write to a ledger that can't be read to its end, or that a newer release has written
 * to.
 *
 * @param newerForm why this release can't write, if it can't
 * @throws RegistryError `ledger-damaged`, or `read-only` in a newer form
 */
export function requireUndamaged(
  [damage]: readonly LedgerDamage[],
  newerForm: Refusal | undefined,
): void {
  if (damage) throw new RegistryError(damageRefusal(damage));
  if (newerForm) throw new RegistryError(newerForm);
}
