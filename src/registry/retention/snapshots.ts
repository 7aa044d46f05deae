import { Sha256, VersionId } from "../../core/model/ids.ts";
import {
  findSnapshots,
  removeSnapshot,
  type FoundSnapshot,
} from "../../storage/artifacts/snapshot.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { Registry } from "../registry.ts";

/** Snapshots of a registry. */
export interface Snapshots {
  /** Those of living versions, or of files of them. */
  readonly used: readonly FoundSnapshot[];
  /** Those of versions that were deleted, or that never were. */
  readonly withoutVersion: readonly FoundSnapshot[];
}

/** Finds the snapshots that `resolve` has made, by whether their version is still there. */
export async function snapshotsOf(registry: Registry): Promise<Snapshots> {
  const found = await findSnapshots(registry.paths);
  if (found.length === 0) return { used: [], withoutVersion: [] };
  return registry.read((state) => {
    const inUse = state.bytes.digestsInUse();
    // A snapshot is called after its version, or after the digest of its only file.
    const isUsed = ({ name }: FoundSnapshot): boolean => {
      const digest = Sha256.safeParse(name);
      if (digest.success) return inUse.has(digest.data);
      const id = VersionId.safeParse(name);
      return id.success && state.version(id.data) !== undefined;
    };
    return {
      used: found.filter(isUsed),
      withoutVersion: found.filter((snapshot) => !isUsed(snapshot)),
    };
  });
}

/** @throws RegistryError `read-only` if a snapshot can't be removed */
export async function removeSnapshots(
  registry: Registry,
  snapshots: readonly FoundSnapshot[],
): Promise<void> {
  for (const snapshot of snapshots) {
    await removeSnapshot(snapshot).catch((error: unknown) => {
      throw writeProblem(registry.paths, error);
    });
  }
}
