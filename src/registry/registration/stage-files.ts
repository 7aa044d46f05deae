import * as l10n from "@vscode/l10n";
import type { HeldArtifact } from "../../core/model/artifact.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import type { Task } from "../task.ts";
import type { CollectedFile } from "./collect-files.ts";

/**
 * Copies files to the staging area, hashed on the way, and returns them as artifacts of a version.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function stageFiles(
  staging: ArtifactStaging,
  files: readonly CollectedFile[],
  { signal, report }: Task,
): Promise<readonly HeldArtifact[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  const artifacts: HeldArtifact[] = [];
  for (const { absolute, path, role } of files) {
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Copying and hashing {0}", path), done, total });
    };
    const stored = await staging.addFile(absolute, { signal, onBytes });
    artifacts.push({ path, role, ...stored });
  }
  return artifacts;
}
