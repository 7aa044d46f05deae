import { artifactSha256, isHeld } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import { canFetch } from "../exchange/fetch-bytes.ts";
import type { Registry } from "../registry.ts";
import { usableFile } from "./usable-files.ts";

/** A file of a version whose stored bytes are missing, or have another length than was recorded. */
export interface AbsentFile {
  readonly path: string;
  readonly problem: "missing" | "changed";
  /** Place at which it was registered without a copy. */
  readonly uri?: string;
}

/** Returns the files of a version whose bytes are not there; they are not hashed for it. */
export async function findAbsentFiles(
  registry: Registry,
  id: VersionId,
): Promise<readonly AbsentFile[]> {
  const { version, artifacts } = await registry.read((state) => ({
    version: state.version(id),
    artifacts: state.artifacts(id),
  }));
  if (!version) return [];
  const absent: AbsentFile[] = [];
  const mayBeAway = await canFetch(registry);
  for (const artifact of artifacts) {
    if (artifactSha256(artifact) === undefined) continue;
    try {
      const file = await usableFile(registry, version, artifact);
      if (file.uri === undefined) await requireStored(registry.paths, file, file.path);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const { code, reason } = error.refusal;
      // They come from the remote when they are needed.
      if (mayBeAway && reason === "bytes-missing") continue;
      if (reason === "reference-not-fetched" || reason === "reference-restricted") continue;
      absent.push({
        path: artifact.path,
        problem: code === "artifact-changed" ? "changed" : "missing",
        ...(!isHeld(artifact) && { uri: artifact.uri }),
      });
    }
  }
  return absent;
}
