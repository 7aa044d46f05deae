import { primaryArtifact, artifactSha256 } from "../../../src/core/model/artifact.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { lookUp } from "../../../src/registry/retrieval/resolve.ts";
import { artifactPath } from "../../../src/storage/files/registry-paths.ts";

/** Returns where the store keeps the bytes of a version's model, or of another of its artifacts. */
export async function storedPath(
  registry: Registry,
  reference: string,
  artifact?: string,
): Promise<string> {
  const artifacts = await lookUp(registry, { reference }, (state, { id }) => state.artifacts(id));
  const chosen =
    artifact === undefined
      ? primaryArtifact(artifacts)
      : artifacts.find(({ path }) => path === artifact);
  const sha256 = chosen && artifactSha256(chosen);
  if (sha256 === undefined) throw new Error(`${reference} stores no ${artifact ?? "model"}`);
  return artifactPath(registry.paths, sha256);
}
