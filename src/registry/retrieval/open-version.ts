import * as l10n from "@vscode/l10n";
import { artifactSha256, type Artifact } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import { requireHeld } from "../files/require-held.ts";
import { usableFile, usableFiles, type UsableFile } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "./resolve.ts";
import { streamUsable, type ArtifactStream } from "./stream-artifact.ts";

/** The files of a version that a reference means, to be read as streams. */
export interface OpenVersion {
  readonly version: Version;
  /** Those whose bytes can be verified, all of them present. */
  readonly files: readonly UsableFile[];
  /** Digest of what is handed out: of the only file, else of all files of the version. */
  readonly digest: Sha256;
  readonly open: (file: UsableFile) => ArtifactStream;
}

/**
 * Opens the files of a version, or one of them, for those who have no path to them.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `unknown-artifact`, `artifact-missing`,
 *   `artifact-changed`, `ledger-damaged`, `ledger-missing`
 */
export async function openVersion(
  registry: Registry,
  { reference, artifact }: { readonly reference: string; readonly artifact?: string | undefined },
): Promise<OpenVersion> {
  const { version, artifacts } = await lookUp(registry, { reference }, (state, found) => ({
    version: found,
    artifacts: state.artifacts(found.id),
  }));
  const title = versionTitle(version);
  const files = await wanted(registry, version, artifacts, artifact);
  for (const file of files) {
    if (file.uri !== undefined) continue;
    await requireStored(registry.paths, file, l10n.t("{0} of {1}", file.path, title));
  }
  const [only, ...others] = files;
  return {
    version,
    files,
    digest: only && others.length === 0 ? only.sha256 : version.digest,
    open: (file) => streamUsable(file, l10n.t("{0} of {1}", file.path, title)),
  };
}

async function wanted(
  registry: Registry,
  version: Version,
  artifacts: readonly Artifact[],
  path: string | undefined,
): Promise<readonly UsableFile[]> {
  if (path === undefined) {
    const verifiable = artifacts.filter((file) => artifactSha256(file) !== undefined);
    const [first] = artifacts;
    // Says where the bytes are instead.
    if (verifiable.length === 0 && first) requireHeld(version, first);
    return usableFiles(registry, version, verifiable);
  }
  const found = artifacts.find((artifact) => artifact.path === path);
  if (found) return [await usableFile(registry, version, found)];
  throw new RegistryError({
    code: "unknown-artifact",
    reason: "artifact-unknown",
    title: versionTitle(version),
    path,
    artifacts: artifacts.map((artifact) => artifact.path),
  });
}
