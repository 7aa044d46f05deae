import type { Displacement, RegistryEvent } from "../../core/events/event.ts";
import { artifactSha256, isHeld, type Artifact } from "../../core/model/artifact.ts";
import type { Dataset } from "../../core/model/data/dataset.ts";
import type { Digests } from "../../core/model/data/digests.ts";
import type { ConflictText } from "../../core/state/merge-conflict.ts";
import { listedVersion, versionReference, type Version } from "../../core/state/version.ts";
import type { Registry } from "../../registry/registry.ts";
import { remedyCommand } from "./conflict-remedy.ts";

/**
 * Documents that `--json` prints, see docs/CLI.md. They are written out field by field because
 * scripts rely on these names, whatever the types inside are called.
 */

export interface VersionDocument extends Version {
  readonly reference: string;
}

/** Returns what lists show of a version: scripts rely on the names of these fields, too. */
export function versionDocument(version: Version): VersionDocument {
  return { reference: versionReference(version), ...listedVersion(version) };
}

export interface ArtifactDocument {
  readonly path: string;
  readonly role: string;
  readonly sha256?: string;
  readonly size?: number;
  /** `false` if the registry only refers to the file. */
  readonly held?: false;
  readonly uri?: string;
  readonly digests?: Digests;
}

export function artifactDocument(artifact: Artifact): ArtifactDocument {
  const { path, role, size } = artifact;
  const sha256 = artifactSha256(artifact);
  return {
    path,
    role,
    ...(sha256 !== undefined && { sha256 }),
    ...(size !== undefined && { size }),
    ...(!isHeld(artifact) && { held: false, uri: artifact.uri, digests: artifact.digests }),
  };
}

/** Returns a dataset with its SHA-256 beside its digests, where scripts look for it since 0.1.0. */
export function datasetDocument(dataset: Dataset): Dataset & { readonly sha256?: string } {
  const { sha256 } = dataset.digests;
  return { ...dataset, ...(sha256 !== undefined && { sha256 }) };
}

export interface EventDocument {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly name: string; readonly email?: string | undefined };
}

export function eventDocument({ id, at, actor }: RegistryEvent): EventDocument {
  return { id, at, actor };
}

/** Returns the versions that had to leave an exclusive stage. */
export function displacedVersions(
  registry: Registry,
  displacement: Displacement | undefined,
): Promise<readonly Version[]> {
  return registry.read((state) =>
    (displacement?.versions ?? []).flatMap((id) => state.version(id) ?? []),
  );
}

/** Returns a conflict and its remedy, for programs. */
export function conflictDocument({ text, remedy }: ConflictText): unknown {
  return { text, remedy: remedy ? remedyCommand(remedy) : null };
}
