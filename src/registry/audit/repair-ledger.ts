import type { Stamped } from "../../core/events/event.ts";
import type { LedgerRepaired } from "../../core/events/repair-events.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { countEvents } from "../../storage/ledger/salvage-ledger.ts";
import type { RepairSurvey } from "../../storage/recovery/repair-survey.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

export interface RepairRequest {
  /** The damaged files as they were shown; absent to repair whatever is damaged. */
  readonly files?: readonly { readonly file: string; readonly sha256: Sha256 }[];
}

/** A ledger file that was set aside. */
export interface SetAsideFile {
  readonly file: string;
  /** Name under which it is set aside, in the folder of the ledger. */
  readonly keptAs: string;
  /** Number of its events that were saved, and of its lines that were lost. */
  readonly events: number;
  readonly dropped: number;
}

export interface LedgerRepair {
  readonly files: readonly SetAsideFile[];
  /** Number of events that the index knew and that are lost. */
  readonly lost: number;
  /** Absent if a repair that was cut off had recorded it already. */
  readonly event?: Stamped<LedgerRepaired>;
}

/**
 * Repairs the ledger: sets damaged files aside, and writes all of their readable events to a new
 * file, with their own ids. An event records what was lost. Undefined if nothing is damaged. It can
 * be cancelled until the new file is written.
 *
 * @throws RegistryError `read-only`, `busy` also if the files are not as they were shown
 */
export async function repairLedger(
  registry: Registry,
  { files: shown }: RepairRequest,
  { signal }: Task = {},
): Promise<LedgerRepair | undefined> {
  const repair = await registry.repair((survey) => {
    signal?.throwIfAborted();
    if (shown) requireAsShown(survey, shown);
  });
  if (!repair) return undefined;
  const { files, lost, asides, event } = repair;
  return {
    files: files.map(({ file, kept, dropped }) => ({
      file,
      keptAs: asides.get(file) ?? "",
      events: countEvents(kept),
      dropped: dropped.length,
    })),
    lost: lost.length,
    ...(event && { event }),
  };
}

/** Repairs no more than was shown. */
function requireAsShown({ files }: RepairSurvey, shown: NonNullable<RepairRequest["files"]>): void {
  const isShown = files.every(({ file, sha256 }) =>
    shown.some((each) => each.file === file && each.sha256 === sha256),
  );
  if (isShown) return;
  throw new RegistryError({ code: "busy", reason: "repair-outdated" });
}
