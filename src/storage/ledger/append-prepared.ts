import type { EventId } from "../../core/model/ids.ts";
import type { Disk } from "../files/disk.ts";
import type { HeldLock } from "../files/registry-lock.ts";
import { appendToLedgerFile, type Append } from "./append-to-ledger.ts";
import type { LedgerPosition } from "./ledger-file.ts";
import { outcomeUnknown, UnknownOutcome } from "./unknown-outcome.ts";

/**
 * Step that prepares what events need before they are appended; returns a function that undoes it.
 */
export type Preparation = () => Promise<() => Promise<void>>;

/**
 * Prepares what the events refer to, then appends their lines. The preparation is undone only if it
 * is certain that the lines do not count and that nobody else relies on it.
 *
 * @returns the position behind which the lines stand, see `appendToLedgerFile`
 * @throws RegistryError `busy`, `outcome-unknown`
 */
export async function appendPrepared(
  append: Omit<Append, "isHeld">,
  events: readonly { readonly id: EventId }[],
  {
    prepare,
    held,
    disk,
  }: { readonly prepare: Preparation | undefined; readonly held: HeldLock; readonly disk: Disk },
): Promise<LedgerPosition> {
  const takeBack = await prepare?.();
  await held.assertHeld();
  try {
    return await appendToLedgerFile({ ...append, isHeld: held.isHeld }, disk);
  } catch (error) {
    if (error instanceof UnknownOutcome) throw outcomeUnknown(events, error);
    // Whoever has the lock by now may rely on what was prepared.
    await held.assertHeld();
    await takeBack?.();
    throw error;
  }
}
