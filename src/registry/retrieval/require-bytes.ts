import * as l10n from "@vscode/l10n";
import { artifactSha256, isHeld, type ReferencedArtifact } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import { canFetch } from "../exchange/fetch-bytes.ts";
import { usableFile, verifyUsable } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";

/**
 * Returns a check that the registry has every file of a version, in the size recorded. Files that
 * have no known digest are not checked. The check reads no state, so that it can be made
 * under the lock.
 *
 * @throws RegistryError `unknown-version`; the check `artifact-missing`, `artifact-changed`
 */
export async function bytesCheck(registry: Registry, id: VersionId): Promise<() => Promise<void>> {
  const { version, artifacts } = await registry.read((state) => ({
    version: requireVersion(state, id),
    artifacts: state.artifacts(id).filter((file) => artifactSha256(file) !== undefined),
  }));
  return async () => {
    for (const artifact of artifacts) {
      const title = l10n.t("{0} of {1}", artifact.path, versionTitle(version));
      const file = await usableFile(registry, version, artifact);
      if (file.uri === undefined) await requireStored(registry.paths, file, title);
    }
  };
}

/**
 * Hashes the files of a version that are not the registry's: nobody keeps others from changing them.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `artifact-changed`, `cancelled`
 */
export async function verifyReferences(
  registry: Registry,
  id: VersionId,
  { signal, report }: Task = {},
): Promise<void> {
  const { version, artifacts } = await registry.read((state) => ({
    version: requireVersion(state, id),
    artifacts: state.artifacts(id),
  }));
  for (const artifact of artifacts) {
    if (isHeld(artifact) || artifactSha256(artifact) === undefined) continue;
    const file = await usableFile(registry, version, artifact);
    if (file.uri === undefined) continue;
    let done = 0;
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Verifying {0}", file.path), done, total: file.size });
    };
    const title = l10n.t("{0} of {1}", file.path, versionTitle(version));
    await verifyUsable(file, title, { signal, onBytes });
  }
}

/**
 * Returns the reason why a version can't be used for lack of its bytes; undefined if they are there,
 * or a remote is to have them.
 *
 * @throws RegistryError `unknown-version`
 */
export async function bytesObstacle(
  registry: Registry,
  id: VersionId,
): Promise<Refusal | undefined> {
  const check = await bytesCheck(registry, id);
  try {
    await check();
    return undefined;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { refusal } = error;
    const isAway = refusal.reason === "bytes-missing" && (await canFetch(registry));
    return isAway ? undefined : refusal;
  }
}

/**
 * Returns the reason why the bytes of a version don't admit a rollback to it. All of them must have
 * a digest, as a rollback verifies them.
 *
 * @throws RegistryError `unknown-version`
 */
export async function rollbackBytesObstacle(
  registry: Registry,
  id: VersionId,
): Promise<Refusal | undefined> {
  const { version, elsewhere } = await registry.read((state) => ({
    version: requireVersion(state, id),
    elsewhere: state.artifacts(id).find((artifact) => artifactSha256(artifact) === undefined),
  }));
  return elsewhere && !isHeld(elsewhere)
    ? notHeld(version, elsewhere)
    : bytesObstacle(registry, id);
}

function notHeld(version: Version, { path, uri }: ReferencedArtifact): Refusal {
  return {
    code: "artifact-missing",
    reason: "no-copy-to-restore",
    title: versionTitle(version),
    path,
    uri,
  };
}
