import type { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Disk } from "../files/disk.ts";
import type { HeldLock } from "../files/registry-lock.ts";
import { appendToLedgerFile, type Append } from "./append-to-ledger.ts";
import type { LedgerPosition } from "./ledger-file.ts";
import type { LedgerEntry } from "./ledger-folder.ts";
import { outcomeUnknown, UnknownOutcome } from "./unknown-outcome.ts";

/**
 * Step that prepares what events need before they are appended; returns a function that undoes it.
 */
export type Preparation = () => Promise<() => Promise<void>>;

/** Lines that are about to be appended to this clone's file. */
export interface LinesToPublish {
  readonly writer: string;
  readonly after: LedgerPosition;
  readonly bytes: Uint8Array;
  readonly entries: readonly LedgerEntry[];
  /** Marks the writer before others get the lines: see `markUnsettled`. */
  readonly mark: () => Promise<void>;
}

/**
 * Step that gives lines to others before they are appended here. Answers whether it did: if not,
 * the lines are appended here alone. Rejected, nobody has them; if nobody knows, it throws
 * `UnknownOutcome`.
 */
export type Publication = (lines: LinesToPublish) => Promise<boolean>;

/** Steps between a decision and its lines. */
export interface AppendSteps {
  readonly prepare?: Preparation | undefined;
  readonly publish?: Publication | undefined;
}

/**
 * Prepares what the events refer to, publishes their lines, then appends them. The preparation is
 * undone only if it is certain that the lines do not count and that nobody else relies on it.
 *
 * @returns the position behind which the lines stand, see `appendToLedgerFile`
 * @throws RegistryError `busy`, `outcome-unknown`
 */
export async function appendPrepared(
  append: Omit<Append, "isHeld">,
  events: readonly { readonly id: EventId }[],
  {
    prepare,
    publish,
    held,
    disk,
  }: {
    readonly prepare: Preparation | undefined;
    readonly publish: () => Promise<boolean>;
    readonly held: HeldLock;
    readonly disk: Disk;
  },
): Promise<LedgerPosition> {
  const takeBack = await prepare?.();
  await held.assertHeld();
  let isPublished = false;
  try {
    isPublished = await publish();
    return await appendToLedgerFile({ ...append, isHeld: held.isHeld }, disk);
  } catch (error) {
    if (error instanceof UnknownOutcome) throw outcomeUnknown(events, error);
    if (isPublished) throw outcomeUnknown(events, sharedButNotHere(error));
    // Whoever has the lock by now may rely on what was prepared.
    await held.assertHeld();
    await takeBack?.();
    throw error;
  }
}

function sharedButNotHere(cause: unknown): UnknownOutcome {
  const error = cause instanceof RegistryError ? cause.refusal.reason : String(cause);
  return new UnknownOutcome({ kind: "shared-only", error }, { cause });
}
