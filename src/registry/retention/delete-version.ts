import type { Stamped, VersionDeleted } from "../../core/events/event.ts";
import { artifactSha256 } from "../../core/model/artifact.ts";
import type { Sha256, VersionId } from "../../core/model/ids.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import {
  decideDeletion,
  deletionObstacle,
  type DeletionRequest,
} from "../../core/retention/decide-deletion.ts";
import { freedBytes } from "../../core/retention/freed-bytes.ts";
import type { Version } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { freeBytes, type FreedBytes } from "./free-bytes.ts";

/** Preview of deleting a version. */
export interface DeletionPreview {
  readonly version: Version;
  /** Bytes that no other version refers to. */
  readonly freed: number;
  /** Reason why it can't be deleted. */
  readonly obstacle?: Refusal;
}

/** @throws RegistryError `unknown-version`, `version-deleted`, `invalid-policy` */
export async function previewDeletion(
  registry: Registry,
  request: { readonly version: VersionId },
): Promise<DeletionPreview> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  return registry.read((state) => {
    const version = requireVersion(state, request.version);
    const obstacle = deletionObstacle(state, policy, version, { actor, now: Date.now() });
    const freed = freedBytes(state.bytes.ofLiving(), new Set([version.id]));
    return { version, freed, ...(obstacle && { obstacle }) };
  });
}

/** Consequences of deleting several versions. */
export interface DeletionsPreview {
  readonly versions: readonly Omit<DeletionPreview, "freed">[];
  /** Bytes to which only those that can be deleted refer. */
  readonly freed: number;
}

/** @throws RegistryError `unknown-version`, `version-deleted`, `invalid-policy` */
export async function previewDeletions(
  registry: Registry,
  request: { readonly versions: readonly VersionId[] },
): Promise<DeletionsPreview> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  return registry.read((state) => {
    const versions = request.versions.map((id) => {
      const version = requireVersion(state, id);
      const obstacle = deletionObstacle(state, policy, version, { actor, now: Date.now() });
      return { version, ...(obstacle && { obstacle }) };
    });
    const going = versions.flatMap(({ version, obstacle }) => (obstacle ? [] : [version.id]));
    return { versions, freed: freedBytes(state.bytes.ofLiving(), new Set(going)) };
  });
}

/** The bytes of deleted versions, as far as they could be freed. */
export interface Freeing {
  readonly freed: FreedBytes;
  /** Reason why some bytes were not freed: they can be freed later, the versions are deleted. */
  readonly notFreed?: Refusal;
}

export interface Deletion extends Freeing {
  readonly event: Stamped<VersionDeleted>;
}

/**
 * Deletes a version that nothing refers to, for a reason, and frees the bytes that no other version
 * has. Its number, label and history stay.
 *
 * @throws RegistryError `version-in-use`, `retention-period`, `version-deleted`, `not-permitted`, `unknown-version`,
 *   `cancelled` if it was not deleted, …
 */
export async function deleteVersion(
  registry: Registry,
  request: DeletionRequest,
  task: Task = {},
): Promise<Deletion> {
  const digests = await registry.read((state) => digestsOf(state, [request.version]));
  const event = await registry.commit((state, { policy, actor, now }) => {
    // The last moment: from here on it happens.
    throwIfCancelled(task.signal);
    return decideDeletion(state, policy(), { ...request, now }, actor);
  });
  return { event, ...(await freeDeleted(registry, digests, task)) };
}

/** The digests of all that some versions refer to. */
export function digestsOf(state: IndexQueries, versions: readonly VersionId[]): readonly Sha256[] {
  const wanted = new Set(versions);
  const references = state.bytes.ofLiving().filter(({ version }) => wanted.has(version));
  // Files that were registered without a copy may have been copied since.
  const files = versions.flatMap((id) => state.artifacts(id));
  return [
    ...new Set([
      ...references.map(({ stored }) => stored.sha256),
      ...files.flatMap((file) => artifactSha256(file) ?? []),
    ]),
  ];
}

/** Frees bytes of deleted versions. A failure doesn't undo the deletion. */
export async function freeDeleted(
  registry: Registry,
  digests: readonly Sha256[],
  task: Task,
): Promise<Freeing> {
  try {
    return { freed: await freeBytes(registry, digests, task) };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { freed = { objects: 0, bytes: 0 } } = error.refusal;
    return { freed, notFreed: error.refusal };
  }
}
