import type { Artifact } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { CollectedFile } from "./collect-files.ts";
import { referenceFiles } from "./reference-files.ts";
import { stageFiles } from "./stage-files.ts";
import { storedArtifacts, type StoredModel } from "./stored-model.ts";

/** Files of a version that is about to be registered. */
export interface TakenFiles {
  readonly artifacts: readonly Artifact[];
  /** Returns where the bytes of a digest are. */
  readonly pathOf: (sha256: Sha256) => string;
  /** Called under the lock. @throws RegistryError if they are not there any more as they were hashed */
  readonly requirePresent: () => Promise<void>;
}

/** Files to take: copied, unless they are in the store already or stay where they are. */
export interface TakeRequest {
  readonly stored?: StoredModel;
  readonly reference?: boolean;
}

/**
 * Hashes files as artifacts of a version.
 *
 * @throws RegistryError `file-problem`, `artifact-missing`, `artifact-changed`, `cancelled`
 */
export async function takeFiles(
  { folder, paths }: Registry,
  staging: ArtifactStaging,
  { stored, reference, files }: TakeRequest & { readonly files: readonly CollectedFile[] },
  task: Task,
): Promise<TakenFiles> {
  const ownPath = (sha256: Sha256): string => staging.pathOf(sha256) ?? artifactPath(paths, sha256);
  if (stored) {
    const artifacts = await storedArtifacts(paths, stored);
    // Garbage may have been collected meanwhile.
    const requirePresent = async (): Promise<void> => void (await storedArtifacts(paths, stored));
    return { artifacts, pathOf: ownPath, requirePresent };
  }
  if (reference) {
    const { artifacts, pathOf, requireUnchanged } = await referenceFiles(folder, files, task);
    return {
      artifacts,
      pathOf: (sha256) => pathOf(sha256) ?? ownPath(sha256),
      requirePresent: requireUnchanged,
    };
  }
  return {
    artifacts: await stageFiles(staging, files, task),
    pathOf: ownPath,
    requirePresent: () => Promise.resolve(),
  };
}
