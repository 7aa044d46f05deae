import * as l10n from "@vscode/l10n";
import type { VersionId } from "../../core/model/ids.ts";
import { versionTitle } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import { requireHeld } from "../files/require-held.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "../versions/describe-version.ts";

/** Hashes every artifact of a version. @throws RegistryError for the first that is not as it was */
export async function verifyVersion(
  registry: Registry,
  id: VersionId,
  { signal, report }: Task = {},
): Promise<void> {
  const detail = await registry.read((state) => requireDetail(state, id));
  let done = 0;
  for (const each of detail.artifacts) {
    const artifact = requireHeld(detail, each);
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Verifying {0}", artifact.path), done, total: detail.size });
    };
    const title = l10n.t("{0} of {1}", artifact.path, versionTitle(detail));
    await verifyArtifact(registry.paths, artifact, title, { signal, onBytes });
  }
}
