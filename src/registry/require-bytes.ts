import { isHeld } from "../core/artifact.ts";
import type { VersionId } from "../core/ids.ts";
import { versionTitle } from "../core/version.ts";
import { requireStored } from "../storage/artifact-store.ts";
import { requireVersion } from "./describe-version.ts";
import type { Registry } from "./registry.ts";

/**
 * Returns a check that every file of a version is in the registry, as long as it was recorded. Files
 * kept by reference are not the registry's to check. The check itself asks no state, so that it can
 * be made under the lock.
 *
 * @throws RegistryError `unknown-version`; the check `artifact-missing`, `artifact-changed`
 */
export async function bytesCheck(registry: Registry, id: VersionId): Promise<() => Promise<void>> {
  const { version, artifacts } = await registry.read((state) => ({
    version: requireVersion(state, id),
    artifacts: state.artifacts(id).filter(isHeld),
  }));
  return async () => {
    for (const artifact of artifacts) {
      const title = `${artifact.path} of ${versionTitle(version)}`;
      await requireStored(registry.paths, artifact, title);
    }
  };
}
