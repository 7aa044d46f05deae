import * as l10n from "@vscode/l10n";
import { isHeld, type Artifact, type HeldArtifact } from "../../core/model/artifact.ts";
import type { Sha256, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { isUnreadable, verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** A version whose bytes are back, and the paths of its files that were missing or changed. */
export interface RestoredBytes {
  readonly version: Version;
  readonly restored: readonly string[];
}

/**
 * Puts staged bytes in place where a version consists of exactly them and some are missing from the
 * store or have changed there. What stands in their place is replaced. Nothing is recorded, as the
 * version stays what it was.
 *
 * @param digests of the staged files
 * @returns undefined if there is no such version, or all its bytes are as they were recorded
 * @throws RegistryError `read-only`, `busy`, `ledger-damaged`, `ledger-missing`, `cancelled`
 */
export async function restoreBytes(
  registry: Registry,
  staging: ArtifactStaging,
  digests: readonly Sha256[],
  task: Task = {},
): Promise<RestoredBytes | undefined> {
  const damaged = await registry.read((state) => heldFiles(state, digests));
  const restored = damaged && (await damagedFiles(registry, damaged, task));
  if (!restored || restored.length === 0) return undefined;
  return registry.whileLocked(
    // Whoever deleted the version meanwhile does not get its bytes back.
    (state) => heldFiles(state, digests)?.version,
    async (version, held) => {
      if (!version) return undefined;
      await held.assertHeld();
      await staging.publish().catch((error: unknown) => {
        throw writeProblem(registry.paths, error);
      });
      return { version, restored };
    },
  );
}

/** A version and its files that are stored in the registry. */
export interface HeldFiles {
  readonly version: Version;
  readonly artifacts: readonly HeldArtifact[];
}

/** Returns the first version that consists of exactly these bytes, and its files. */
function heldFiles(state: IndexQueries, digests: readonly Sha256[]): HeldFiles | undefined {
  const [version] = state.versionsWithContent(digests);
  return version && { version, artifacts: asOwn(state.artifacts(version.id)) };
}

/** Returns a version and its files that are stored in the registry, if it is there. */
export function filesOfVersion(state: IndexQueries, id: VersionId): HeldFiles | undefined {
  const version = state.version(id);
  return version && { version, artifacts: state.artifacts(id).filter(isHeld) };
}

/**
 * Returns files as those that the registry is to have: one that was registered without a copy becomes
 * its own once its bytes are here.
 */
function asOwn(artifacts: readonly Artifact[]): readonly HeldArtifact[] {
  return artifacts.flatMap((artifact) => {
    if (isHeld(artifact)) return [artifact];
    const { path, role, size, digests } = artifact;
    const { sha256 } = digests;
    return sha256 === undefined || size === undefined ? [] : [{ path, role, sha256, size }];
  });
}

/**
 * Hashes files of a version and returns the paths of those that are missing or have changed.
 *
 * @throws RegistryError `cancelled`
 */
export async function damagedFiles(
  registry: Registry,
  { version, artifacts }: HeldFiles,
  { signal, report }: Task = {},
): Promise<readonly string[]> {
  const total = artifacts.reduce((sum, { size }) => sum + size, 0);
  const damaged: string[] = [];
  let done = 0;
  for (const artifact of artifacts) {
    const { path } = artifact;
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({
        message: l10n.t("Verifying {0} of {1}", path, versionTitle(version)),
        done,
        total,
      });
    };
    try {
      await verifyArtifact(registry.paths, artifact, path, { signal, onBytes });
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged.push(path);
    }
  }
  return damaged;
}

function isDamage(error: unknown): boolean {
  if (isUnreadable(error)) return true;
  if (!(error instanceof RegistryError)) return false;
  const { code } = error.refusal;
  return code === "artifact-missing" || code === "artifact-changed";
}
