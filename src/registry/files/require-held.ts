import { isHeld, type Artifact, type HeldArtifact } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";

/**
 * Returns the artifact if its bytes are in this registry.
 *
 * @throws RegistryError `artifact-missing` if the version only records where its bytes are
 */
export function requireHeld(
  version: Pick<Version, "model" | "number">,
  artifact: Artifact,
): HeldArtifact {
  if (isHeld(artifact)) return artifact;
  throw new RegistryError({
    code: "artifact-missing",
    reason: "artifact-not-held",
    path: artifact.path,
    title: versionTitle(version),
    uri: artifact.uri,
    ...(artifact.digests.sha256 !== undefined && { isVerifiable: true }),
  });
}
