import { lstat, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Stamp, Stamped } from "../../core/events/event.ts";
import type { LedgerRepaired, RepairedFile } from "../../core/events/repair-events.ts";
import { keepClosed, replaceFile, syncFolder, writeAll } from "../files/atomic-file.ts";
import type { HeldLock } from "../files/registry-lock.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { encodeEvents } from "../ledger/encode-events.ts";
import { ledgerStart, type LedgerPosition } from "../ledger/ledger-file.ts";
import { sha256 } from "../ledger/ledger-line.ts";
import { relinkLine } from "../ledger/relink-line.ts";
import { countEvents } from "../ledger/salvage-ledger.ts";
import { SalvagedBytes } from "../ledger/salvaged-bytes.ts";
import { keepWriterId, knownWriter, newWriterId, readWriterId } from "../ledger/writer-id.ts";
import { linesOf, type DamagedFile, type RepairSurvey } from "./repair-survey.ts";

/** Dropped lines and lost events that are recorded one by one; of more, only how many. */
const maxRecorded = 100;
/** UTF-16 code units of a file's name: with what follows, no limit of 255 bytes is reached. */
const maxStart = 60;

/** Damaged ledger files that were set aside. */
export interface Repair extends Pick<RepairSurvey, "files" | "lost"> {
  readonly event?: Stamped<LedgerRepaired>;
  /** The name under which each file is kept, in the folder of the ledger. */
  readonly asides: ReadonlyMap<string, string>;
}

/**
 * Repairs damaged ledger files, under the lock: writes a new file with all of their events that can
 * be kept, lets this clone go on in it if one of them is its own, and then sets them aside whole. A
 * crash at any moment leaves the registry as it was before or as it is after; repairing again goes
 * on.
 *
 * The event is absent if a repair that was cut off had recorded it already.
 */
export async function writeRepair(
  paths: RegistryPaths,
  { files, lost, numbers }: RepairSurvey,
  stamp: Stamp,
  held: HeldLock,
): Promise<Pick<Repair, "event" | "asides">> {
  const own = `${(await readWriterId(paths)) ?? ""}.jsonl`;
  const asides = new Map<string, string>();
  for (const { file } of files) {
    asides.set(file, await asideName(paths, file, stamp.at, new Set(asides.values())));
  }
  const fresh = files.filter(({ carriedTo }) => carriedTo === undefined);
  const name = `${newWriterId()}.jsonl`;
  let event: Stamped<LedgerRepaired> | undefined;
  if (fresh.length > 0) {
    const repaired = fresh.map((each) => recordOf(each, asides.get(each.file) ?? ""));
    const data = { files: repaired, lost: lost.slice(0, maxRecorded), numbers };
    event = { type: "ledger.repaired", v: 1, data, ...stamp };
    await held.assertHeld();
    await writeFile(paths, name, fresh, event);
  }
  for (const { file, carriedTo = name } of files) {
    await held.assertHeld();
    // From now on this clone writes to the new file; a missing file of its own would be a loss.
    if (file === own) {
      const { copyOf } = await knownWriter(paths);
      await keepWriterId(paths, carriedTo.replace(/\.jsonl$/, ""), copyOf);
    }
    await rename(join(paths.ledger, file), join(paths.ledger, asides.get(file) ?? ""));
  }
  await syncFolder(paths.ledger);
  return { asides, ...(event && { event }) };
}

function recordOf(
  { file, sha256: digest, kept, dropped }: DamagedFile,
  keptAs: string,
): RepairedFile {
  return {
    file,
    keptAs,
    sha256: digest,
    events: countEvents(kept),
    dropped: dropped.length,
    lines: dropped.slice(0, maxRecorded).map(({ line, problem, event }) => ({
      line,
      problem: problem.slice(0, 1000),
      ...(event !== undefined && { event }),
    })),
  };
}

/** Writes the new file whole; before it is in its place, it has no name by which it is read. */
async function writeFile(
  paths: RegistryPaths,
  name: string,
  files: readonly DamagedFile[],
  event: Stamped<LedgerRepaired>,
): Promise<void> {
  const lines = new SalvagedBytes(paths);
  try {
    await replaceFile(join(paths.ledger, name), async (handle, temporary) => {
      for (const { file } of files) await keepClosed(join(paths.ledger, file), temporary);
      let position: LedgerPosition = ledgerStart;
      for (const line of linesOf(files)) {
        const bytes = relinkLine(await lines.read(line), position.hash);
        await writeAll(handle, bytes);
        await writeAll(handle, Buffer.from("\n"));
        position = {
          lineStart: position.offset,
          offset: position.offset + bytes.length + 1,
          hash: sha256(bytes),
          lines: position.lines + 1,
          lastId: line.place,
        };
      }
      await writeAll(handle, encodeEvents([event], name, position).bytes);
    });
  } finally {
    await lines.close();
  }
}

/** Returns a free name for a damaged file, by which it is not read as a part of the ledger. */
async function asideName(
  paths: RegistryPaths,
  file: string,
  at: string,
  taken: ReadonlySet<string>,
): Promise<string> {
  const start = file.replace(/\.jsonl$/, "").slice(0, maxStart);
  const name = `${start}.damaged-${at.replaceAll(":", "-")}`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (taken.has(candidate)) continue;
    const stats = await lstat(join(paths.ledger, candidate)).catch(() => undefined);
    if (!stats) return candidate;
  }
}
