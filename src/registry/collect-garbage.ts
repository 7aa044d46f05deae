import type { Sha256 } from "../core/ids.ts";
import { RegistryError, throwIfCancelled } from "../core/refusal.ts";
import {
  abandonedStaging,
  removeStaging,
  storedObjects,
  type AbandonedStaging,
} from "../storage/artifact-sweep.ts";
import { missingLedger } from "../storage/missing-ledger.ts";
import { writeProblem } from "../storage/registry-paths.ts";
import { freeBytes } from "./free-bytes.ts";
import type { Registry } from "./registry.ts";
import type { NoRequest, Task } from "./task.ts";

/** What is in the artifact store although no living version refers to it. */
export interface Garbage {
  /** Objects: of deleted versions, or of registrations that were cut off. */
  readonly objects: number;
  /** Folders of bytes that were on their way for more than a day. */
  readonly leftovers: number;
  /** Bytes of both on disk. */
  readonly bytes: number;
}

interface FoundGarbage {
  readonly digests: readonly Sha256[];
  readonly staging: readonly AbandonedStaging[];
  readonly garbage: Garbage;
}

/** What could be removed from the artifact store. @throws RegistryError `ledger-damaged`, `cancelled` */
export async function findGarbage(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<Garbage> {
  return (await lookForGarbage(registry, task)).garbage;
}

/**
 * Removes from the artifact store what no living version refers to.
 *
 * @returns what was removed
 * @throws RegistryError `read-only`, `ledger-damaged`, `cancelled`, `busy`
 */
export async function collectGarbage(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<Garbage> {
  registry.requireTrust();
  const { digests, staging, garbage } = await lookForGarbage(registry, task);
  throwIfCancelled(task.signal);
  const freed = await freeBytes(registry, digests, task);
  for (const leftover of staging) {
    await removeStaging(leftover).catch((error: unknown) => {
      throw writeProblem(registry.paths, error);
    });
  }
  const leftBytes = staging.reduce((sum, { size }) => sum + size, 0);
  return { ...freed, leftovers: garbage.leftovers, bytes: freed.bytes + leftBytes };
}

async function lookForGarbage(registry: Registry, { signal, report }: Task): Promise<FoundGarbage> {
  const inUse = await registry.read((state) => state.digestsInUse());
  // What comes after the damage may refer to anything.
  registry.requireHealth();
  const digests: Sha256[] = [];
  let [seen, bytes] = [0, 0];
  for await (const objects of storedObjects(registry.paths)) {
    throwIfCancelled(signal);
    seen += objects.length;
    report?.({ message: `Looking at what is stored, ${seen} objects` });
    for (const { sha256, size } of objects) {
      if (inUse.has(sha256)) continue;
      digests.push(sha256);
      bytes += size;
    }
  }
  if (digests.length > 0) await requireLedger(registry);
  const staging = await abandonedStaging(registry.paths);
  for (const { size } of staging) bytes += size;
  return {
    digests,
    staging,
    garbage: { objects: digests.length, leftovers: staging.length, bytes },
  };
}

/** Without the ledger that refers to it, everything looks as if nothing did. */
async function requireLedger(registry: Registry): Promise<void> {
  const file = await missingLedger(registry.paths);
  if (file === undefined) return;
  throw new RegistryError({
    code: "ledger-damaged",
    message: `Bytes are stored, but the ledger that says whose they are is missing (${file}).`,
    wayOut:
      "Restore it in .model-registry/ledger from a backup. If nothing of it is needed, remove .model-registry/artifacts by hand.",
    details: { file },
  });
}
