import * as l10n from "@vscode/l10n";
import { isHeld, type Artifact, type StoredBytes } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { damaged } from "../../remotes/contract/remote-errors.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { storedSize } from "../../storage/artifacts/artifact-store.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { Task } from "../task.ts";
import { isRemoteApproved } from "./approved-remotes.ts";
import { connect, findRemote, requireConnection, type Connection } from "./connection.ts";
import { sharedObjects } from "./shared-objects.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Objects that were fetched, and their bytes. */
export interface FetchedObjects {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Fetches artifacts that are not here from the remote, if the registry is shared. Each is verified
 * on arrival and kept as soon as it is whole, so that an interrupted fetch goes on where it was.
 *
 * @throws RegistryError `remote-not-approved`, `remote-unreachable`, `artifact-missing` if the
 *   remote does not have one either, `cancelled`
 */
export async function fetchMissing(
  registry: SharedRegistry,
  artifacts: readonly Artifact[],
  task: Task = {},
): Promise<void> {
  if (!registry.trusted) return;
  const missing = await notHere(registry, artifacts.filter(isHeld));
  if (missing.length === 0) return;
  const connection = await connect(registry);
  if (connection) await fetchObjects(registry, connection, missing, task);
}

/** Does the same for all files of a version. @throws RegistryError as `fetchMissing` does */
export async function fetchMissingOf(
  registry: SharedRegistry,
  version: VersionId,
  task: Task = {},
): Promise<void> {
  await fetchMissing(registry, await registry.read((state) => state.artifacts(version)), task);
}

/**
 * Fetches the files of a version that are not here.
 *
 * @returns what was fetched
 * @throws RegistryError `no-remote`, and as `fetchMissing` does
 */
export async function fetchFiles(
  registry: SharedRegistry,
  { version }: { readonly version: VersionId },
  task: Task = {},
): Promise<FetchedObjects> {
  const connection = await requireConnection(registry);
  const artifacts = await registry.read((state) => state.artifacts(version));
  return fetchObjects(registry, connection, artifacts.filter(isHeld), task);
}

/**
 * Fetches objects that need not be anywhere, as far as the remote has them, if the registry is shared.
 *
 * @throws RegistryError as `fetchMissing` does
 */
export async function fetchIfShared(
  registry: SharedRegistry,
  objects: readonly StoredBytes[],
  task: Task = {},
): Promise<void> {
  if (objects.length === 0 || !(await canFetch(registry))) return;
  const connection = await requireConnection(registry);
  const there = await sharedObjects(connection, objects, task);
  const found = objects.filter(({ sha256 }) => there.has(sha256));
  await fetchObjects(registry, connection, found, task);
}

/**
 * Tells whether bytes that are not here may come from a remote when they are needed. Contacts
 * nobody.
 */
export async function canFetch(registry: SharedRegistry): Promise<boolean> {
  const { policy, problem } = await registry.policy();
  if (problem || !policy.sharing || !registry.trusted) return false;
  try {
    const { url } = await findRemote(registry.paths.folder, policy.sharing.remote);
    return await isRemoteApproved(registry.paths.folder, url);
  } catch (error) {
    if (error instanceof RegistryError) return false;
    throw error;
  }
}

/** Fetches objects that are not here. */
export async function fetchObjects(
  registry: SharedRegistry,
  { remote }: Connection,
  objects: readonly StoredBytes[],
  { signal, report }: Task = {},
): Promise<FetchedObjects> {
  const missing = await notHere(registry, objects);
  const total = missing.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const message = l10n.t("Fetching files from {0}", remote.address);
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({ message, done: Math.min(done, total), total });
  };
  for (const object of missing) {
    throwIfCancelled(signal);
    const staging = await ArtifactStaging.open(registry.paths);
    try {
      const source = remote.objects.get(object, { signal });
      const stored = await staging.addStream(source, { signal, onBytes });
      if (stored.sha256 !== object.sha256) {
        throw damaged(remote.address, { kind: "object-changed", sha256: object.sha256 });
      }
      await publish(registry, staging);
    } finally {
      await staging.discard();
    }
  }
  return { objects: missing.length, bytes: total };
}

async function publish(registry: SharedRegistry, staging: ArtifactStaging): Promise<void> {
  await registry.whileLocked(
    () => undefined,
    async (_, held) => {
      await held.assertHeld();
      await staging.publish().catch((error: unknown) => {
        throw writeProblem(registry.paths, error);
      });
    },
  );
}

/** Returns the objects that are not here. One of another size was changed, which is no lack. */
export async function notHere(
  registry: SharedRegistry,
  objects: readonly StoredBytes[],
): Promise<readonly StoredBytes[]> {
  const missing = new Map<string, StoredBytes>();
  const redacted = await registry.read((state) => state.redactions.objects());
  for (const { sha256, size } of objects) {
    if (redacted.has(sha256)) continue;
    if ((await storedSize(registry.paths, sha256)) === undefined)
      missing.set(sha256, { sha256, size });
  }
  return [...missing.values()];
}
