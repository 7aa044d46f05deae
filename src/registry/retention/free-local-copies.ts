import * as l10n from "@vscode/l10n";
import { isHeld, type StoredBytes } from "../../core/model/artifact.ts";
import type { ModelName, Sha256, VersionId } from "../../core/model/ids.ts";
import { exclusiveStages, stageRule, type Policy } from "../../core/model/policy.ts";
import { unknownModel } from "../../core/models/decide-model.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { RetentionFacts } from "../../core/state/retention-facts.ts";
import type { VersionOutline } from "../../core/state/version.ts";
import { storedSize } from "../../storage/artifacts/artifact-store.ts";
import { removeObject } from "../../storage/artifacts/artifact-sweep.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { liveDigests } from "../../storage/runs/live-digests.ts";
import { requireConnection } from "../exchange/connection.ts";
import { requireObjects, sharedObjects } from "../exchange/shared-objects.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

export interface LocalCopiesRequest {
  /** Only files of this model's versions. */
  readonly model?: ModelName;
  /** Files of versions in use, too. */
  readonly inUse?: boolean;
  /** Read each file back from the remote and hash it before the copy here is removed. */
  readonly readBack?: boolean;
}

/** Copies of files that the remote has as well. */
export interface LocalCopies {
  /** Versions whose files these are. */
  readonly versions: number;
  readonly objects: number;
  readonly bytes: number;
  /** Versions whose files stay because they are in use. */
  readonly inUse: number;
  /** Files that stay because the remote does not have them. */
  readonly unshared: number;
}

interface FoundCopies {
  readonly objects: readonly StoredBytes[];
  readonly report: LocalCopies;
}

/** Removed while the lock is held once. */
const atATime = 200;

/**
 * Returns the local copies of versions' files that could be removed, as the remote has them. It is
 * asked; nothing is removed.
 *
 * @throws RegistryError `no-remote`, `remote-not-approved`, `remote-unreachable`, `unknown-model`
 */
export async function findLocalCopies(
  registry: Registry,
  request: LocalCopiesRequest,
  task: Task = {},
): Promise<LocalCopies> {
  return (await find(registry, request, task)).report;
}

/**
 * Removes local copies of versions' files that the remote has, which is asked for each of them
 * first. They come back when they are needed. Files of versions in use stay unless they are asked
 * for: those in production or with an alias, under request or test, and those that a rollback would
 * bring back, so that it works offline.
 *
 * @returns what was removed
 * @throws RegistryError as `findLocalCopies` does, `remote-damaged` if a file that was read back has
 *   other bytes there, `cancelled`, `busy`
 */
export async function freeLocalCopies(
  registry: Registry,
  request: LocalCopiesRequest,
  task: Task = {},
): Promise<LocalCopies> {
  registry.requireTrust();
  const { objects, report } = await find(registry, request, task);
  if (request.readBack) await requireObjects(await requireConnection(registry), objects, task);
  let removed = 0;
  let bytes = 0;
  for (let start = 0; start < objects.length; start += atATime) {
    throwIfCancelled(task.signal);
    const part = await removeUnused(registry, request, objects.slice(start, start + atATime));
    removed += part.objects;
    bytes += part.bytes;
    task.report?.({
      message: l10n.t("Freeing space, {0} of {1} objects", removed, objects.length),
    });
  }
  return { ...report, objects: removed, bytes };
}

async function find(
  registry: Registry,
  request: LocalCopiesRequest,
  task: Task,
): Promise<FoundCopies> {
  const connection = await requireConnection(registry);
  const policy = requirePolicy(await registry.policy());
  registry.requireHealth();
  const { wanted, inUse } = await registry.read((state) => {
    if (request.model !== undefined && !state.model(request.model)) {
      throw new RegistryError(unknownModel(request.model));
    }
    const { free, kept } = divided(state, policy, request);
    // Those of other models protect files as well, but are not asked about.
    const inUse = kept.filter(({ model }) => model === (request.model ?? model)).length;
    return { wanted: filesOf(state, free, kept), inUse };
  });
  const live = await liveDigests(registry.paths);
  const here: StoredBytes[] = [];
  for (const { stored } of wanted) {
    const size = await storedSize(registry.paths, stored.sha256);
    // One of another length was changed: it is evidence, and no copy.
    if (size !== stored.size || live.has(stored.sha256)) continue;
    here.push(stored);
  }
  const there = await sharedObjects(connection, here, task);
  const objects = here.filter(({ sha256 }) => there.has(sha256));
  const chosen = new Set(objects);
  const counted = wanted.filter(({ stored }) => chosen.has(stored));
  return {
    objects,
    report: {
      versions: new Set(counted.flatMap(({ users }) => users)).size,
      objects: objects.length,
      bytes: objects.reduce((sum, { size }) => sum + size, 0),
      inUse,
      unshared: here.length - objects.length,
    },
  };
}

/** Divides living versions into those whose files may go, and those that are in use. */
function divided(
  state: IndexQueries,
  policy: Policy,
  { model, inUse = false }: LocalCopiesRequest,
): { readonly free: readonly VersionOutline[]; readonly kept: readonly VersionOutline[] } {
  const facts = state.retentionFacts(exclusiveStages(policy));
  const kept = facts.versions.filter((version) => !inUse && isInUse(policy, facts, version));
  const keptIds = new Set(kept.map(({ id }) => id));
  const free = facts.versions.filter(
    ({ id, model: of }) => !keptIds.has(id) && (model === undefined || of === model),
  );
  return { free, kept };
}

function isInUse(policy: Policy, facts: RetentionFacts, version: VersionOutline): boolean {
  const { id, stage, aliases = [] } = version;
  return (
    stage === productionStage(policy) ||
    stageRule(policy, stage)?.exclusive === true ||
    aliases.length > 0 ||
    facts.requested.has(id) ||
    facts.tested.has(id) ||
    facts.rollbackTargets.has(id)
  );
}

interface WantedFile {
  readonly stored: StoredBytes;
  readonly users: readonly VersionId[];
}

/** Returns the files of versions that no version in use has as well. */
function filesOf(
  state: IndexQueries,
  free: readonly VersionOutline[],
  kept: readonly VersionOutline[],
): readonly WantedFile[] {
  const needed = new Set(
    kept.flatMap(({ id }) =>
      state
        .artifacts(id)
        .filter(isHeld)
        .map(({ sha256 }) => sha256),
    ),
  );
  const files = new Map<Sha256, { stored: StoredBytes; users: VersionId[] }>();
  for (const { id } of free) {
    for (const { sha256, size } of state.artifacts(id).filter(isHeld)) {
      if (needed.has(sha256)) continue;
      const known = files.get(sha256);
      if (known) known.users.push(id);
      else files.set(sha256, { stored: { sha256, size }, users: [id] });
    }
  }
  return [...files.values()];
}

/** Removes files, except those of versions that were put to use meanwhile. */
async function removeUnused(
  registry: Registry,
  request: LocalCopiesRequest,
  objects: readonly StoredBytes[],
): Promise<{ readonly objects: number; readonly bytes: number }> {
  const policy = requirePolicy(await registry.policy());
  return registry.whileLocked(
    (state) => {
      const { free, kept } = divided(state, policy, request);
      return new Set(filesOf(state, free, kept).map(({ stored }) => stored.sha256));
    },
    async (mayGo, held) => {
      const live = await liveDigests(registry.paths);
      let removed = 0;
      let bytes = 0;
      for (const { sha256 } of objects) {
        if (!mayGo.has(sha256) || live.has(sha256)) continue;
        await held.assertHeld();
        const size = await removeObject(registry.paths, sha256).catch((error: unknown) => {
          throw writeProblem(registry.paths, error);
        });
        if (size === undefined) continue;
        removed += 1;
        bytes += size;
      }
      return { objects: removed, bytes };
    },
  );
}
