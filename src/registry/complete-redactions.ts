import { rm } from "node:fs/promises";
import type { Sha256 } from "../core/model/ids.ts";
import type { Policy } from "../core/model/policy.ts";
import { isInUse } from "../core/policy/is-in-use.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { storedSize } from "../storage/artifacts/artifact-store.ts";
import { removeObject } from "../storage/artifacts/artifact-sweep.ts";
import { findSnapshots, removeSnapshot } from "../storage/artifacts/snapshot.ts";
import { writeProblem } from "../storage/files/registry-paths.ts";
import type { IndexQueries } from "../storage/index/index-queries.ts";
import { indexesAside } from "../storage/redaction/find-bytes.ts";
import { rewriteLedger } from "../storage/redaction/rewrite-ledger.ts";
import type { Registry } from "./registry.ts";

type RedactedRegistry = Pick<Registry, "paths" | "policy" | "read" | "trusted" | "whileLocked">;

/**
 * Takes out of this clone's files what events say is to be taken out, whoever recorded them: from
 * lines of the ledger, from the store, from copies that were handed out, and from the index. Bytes of a
 * version that serves or has an alias stay until it does no more, whatever an event says. Where a
 * crash cut it off, the next call goes on.
 *
 * @returns whether anything was changed
 * @throws RegistryError `busy`, `read-only`, `ledger-damaged`
 */
export async function completeRedactions(registry: RedactedRegistry): Promise<boolean> {
  if (!registry.trusted || !(await hasPending(registry))) return false;
  const { paths } = registry;
  const { policy } = await registry.policy();
  await registry.whileLocked(
    (state) => ({ fields: state.redactions.fields(), objects: removable(state, policy) }),
    async ({ fields, objects }, held) => {
      try {
        for (const sha256 of objects) {
          await held.assertHeld();
          await removeObject(paths, sha256);
        }
        // A copy under its own name may be one of them.
        if (objects.length > 0) {
          for (const snapshot of await findSnapshots(paths)) await removeSnapshot(snapshot);
        }
        await rewriteLedger(paths, fields, held);
        // An index of before has what was taken out; the ledger tells everything else again.
        for (const path of [paths.index, ...(await indexesAside(paths))]) {
          await rm(path, { force: true });
        }
      } catch (error) {
        throw writeProblem(paths, error);
      }
    },
  );
  await registry.read(() => undefined);
  return true;
}

/** Does the same where it can; else the next call does. */
export async function tryCompleteRedactions(registry: RedactedRegistry): Promise<void> {
  await completeRedactions(registry).catch((error: unknown) => {
    if (!(error instanceof RegistryError)) throw error;
  });
}

async function hasPending(registry: RedactedRegistry): Promise<boolean> {
  // Most registries have none: opening them need not read the policy.
  const isAny = await registry.read(({ redactions }) => redactions.ids().length > 0);
  if (!isAny) return false;
  const { policy } = await registry.policy();
  const { isPending, objects } = await registry.read((state) => ({
    isPending: state.redactions.isPending(),
    objects: removable(state, policy),
  }));
  return isPending || anyStored(registry.paths, objects);
}

/** Returns what is to be removed from the store and is no file of a version that is in use. */
function removable({ redactions, bytes }: IndexQueries, policy: Policy): readonly Sha256[] {
  return [...redactions.objects().keys()].filter(
    (sha256) => !bytes.versionsWith(sha256).some((version) => isInUse(version, policy)),
  );
}

async function anyStored(
  paths: RedactedRegistry["paths"],
  objects: readonly Sha256[],
): Promise<boolean> {
  for (const sha256 of objects) {
    if ((await storedSize(paths, sha256)) !== undefined) return true;
  }
  return false;
}
