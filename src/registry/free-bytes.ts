import { count } from "../core/format.ts";
import type { Sha256 } from "../core/ids.ts";
import { RegistryError } from "../core/refusal.ts";
import { removeObject } from "../storage/artifact-sweep.ts";
import { writeProblem } from "../storage/registry-paths.ts";
import type { Registry } from "./registry.ts";
import type { Task } from "./task.ts";

/** Objects that were removed from the store, and their bytes on disk. */
export interface FreedBytes {
  readonly objects: number;
  readonly bytes: number;
}

/** Removed while the lock is held once: others wait for no longer than that takes. */
const atATime = 200;

/**
 * Removes objects from the store, apart from those that a living version refers to. That is looked
 * up under the lock under which registrations put bytes in place and say that they did, so that
 * nothing is taken from one that is on its way.
 *
 * @throws RegistryError `cancelled` saying how much was removed, `read-only`, `busy`, `ledger-damaged`
 */
export async function freeBytes(
  registry: Registry,
  digests: readonly Sha256[],
  { signal, report }: Task = {},
): Promise<FreedBytes> {
  let [objects, bytes] = [0, 0];
  for (let start = 0; start < digests.length; start += atATime) {
    if (signal?.aborted) {
      throw new RegistryError({
        code: "cancelled",
        message: "Cancelled before all that is not needed was removed.",
        wayOut: "Free the rest another time; nothing that is needed was touched.",
        details: { objects, bytes },
      });
    }
    report?.({ message: `Freeing space, ${start} of ${count(digests.length, "object")}` });
    await registry.whileLocked(
      (state) => state.digestsInUse(),
      async (inUse, held) => {
        for (const digest of digests.slice(start, start + atATime)) {
          if (inUse.has(digest)) continue;
          await held.assertHeld();
          const size = await removeObject(registry.paths, digest).catch((error: unknown) => {
            throw writeProblem(registry.paths, error);
          });
          if (size === undefined) continue;
          objects += 1;
          bytes += size;
        }
      },
    );
  }
  return { objects, bytes };
}
