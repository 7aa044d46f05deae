import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import type { Task } from "../task.ts";
import { requireConnection, type Connection } from "./connection.ts";
import { canFetch } from "./fetch-bytes.ts";
import { sharedObjects } from "./shared-objects.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Objects that were sent, and their bytes. */
export interface SentObjects {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Gives the remote objects that it does not have.
 *
 * @throws RegistryError of the codes that an `ObjectStore` answers, `cancelled`
 */
export async function sendObjects(
  registry: Pick<SharedRegistry, "paths">,
  { remote }: Pick<Connection, "remote">,
  objects: readonly StoredBytes[],
  { signal, report }: Task = {},
): Promise<SentObjects> {
  const there = await sharedObjects({ remote }, objects, { signal });
  const missing = objects.filter(({ sha256 }) => !there.has(sha256));
  const total = missing.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const message = l10n.t("Sending files to {0}", remote.address);
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({ message, done, total });
  };
  for (const object of missing) {
    throwIfCancelled(signal);
    await remote.objects.put(object, artifactPath(registry.paths, object.sha256), {
      signal,
      onBytes,
    });
  }
  return { objects: missing.length, bytes: total };
}

/**
 * Does the same if the registry is shared: for bytes that no new line of the ledger names.
 *
 * @throws RegistryError as `sendObjects` does, `remote-not-approved`
 */
export async function shareObjects(
  registry: SharedRegistry,
  objects: readonly StoredBytes[],
  task: Task = {},
): Promise<void> {
  if (objects.length === 0 || !(await canFetch(registry))) return;
  await sendObjects(registry, await requireConnection(registry), objects, task);
}
