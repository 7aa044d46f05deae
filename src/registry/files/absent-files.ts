import { isHeld } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import { canFetch } from "../exchange/fetch-bytes.ts";
import type { Registry } from "../registry.ts";

/** A file of a version whose stored bytes are missing, or have another length than was recorded. */
export interface AbsentFile {
  readonly path: string;
  readonly problem: "missing" | "changed";
}

/** Returns the files of a version whose bytes are not there; they are not hashed for it. */
export async function findAbsentFiles(
  registry: Registry,
  id: VersionId,
): Promise<readonly AbsentFile[]> {
  const artifacts = await registry.read((state) => state.artifacts(id));
  const absent: AbsentFile[] = [];
  const mayBeAway = await canFetch(registry);
  for (const artifact of artifacts.filter(isHeld)) {
    try {
      await requireStored(registry.paths, artifact, artifact.path);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const { code, reason } = error.refusal;
      // They come from the remote when they are needed.
      if (mayBeAway && reason === "bytes-missing") continue;
      absent.push({
        path: artifact.path,
        problem: code === "artifact-changed" ? "changed" : "missing",
      });
    }
  }
  return absent;
}
