import * as l10n from "@vscode/l10n";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { removeObject } from "../../storage/artifacts/artifact-sweep.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import { liveDigests } from "../../storage/runs/live-digests.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { observationKeeping } from "./observation-keeping.ts";
import { removeSnapshots, snapshotsOf } from "./snapshots.ts";

/** Objects that were removed from the store, and their bytes on disk. */
export interface FreedBytes {
  readonly objects: number;
  readonly bytes: number;
}

/** Removed while the lock is held once: others wait for no longer than that takes. */
const atATime = 200;

/**
 * Removes objects from the store, except those that a living version or run refers to, and snapshots of
 * versions that are not there any more. References are
 * looked up under the same lock under which registrations put bytes in place and record them, so
 * that a registration in progress loses nothing.
 *
 * @throws RegistryError `cancelled`, `read-only`, `busy`, `ledger-damaged`; `freed` says
 * what was removed before that
 */
export async function freeBytes(
  registry: Registry,
  digests: readonly Sha256[],
  { signal, report }: Task = {},
): Promise<FreedBytes> {
  const freed = { objects: 0, bytes: 0 };
  try {
    for (let start = 0; start < digests.length; start += atATime) {
      if (signal?.aborted) throw new RegistryError(cancelled);
      report?.({ message: l10n.t("Freeing space, {0} of {1} objects", start, digests.length) });
      await removeUnused(registry, digests.slice(start, start + atATime), freed);
    }
    // Bytes of a deleted version are nowhere else either.
    await removeSnapshots(registry, (await snapshotsOf(registry)).withoutVersion);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new RegistryError({ ...error.refusal, freed }, { cause: error });
  }
  return freed;
}

const cancelled: Refusal = { code: "cancelled", reason: "freeing-cancelled" };

/** Removes what is not in use, and counts it as it goes: what is removed is gone, whatever comes then. */
async function removeUnused(
  registry: Registry,
  digests: readonly Sha256[],
  freed: { objects: number; bytes: number },
): Promise<void> {
  const keeping = await observationKeeping(registry);
  await registry.whileLocked(
    (state) => state.bytes.digestsInUse(keeping),
    async (inUse, held) => {
      // Runs log what they refer to under the same lock.
      const live = await liveDigests(registry.paths);
      for (const digest of digests) {
        if (inUse.has(digest) || live.has(digest)) continue;
        await held.assertHeld();
        const size = await removeObject(registry.paths, digest).catch((error: unknown) => {
          throw writeProblem(registry.paths, error);
        });
        if (size === undefined) continue;
        freed.objects += 1;
        freed.bytes += size;
      }
    },
  );
}
