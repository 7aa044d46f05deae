import type { Artifact } from "../../core/model/artifact.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import type { ListRequest } from "./overview.ts";

/** A version and its files. */
export interface VersionArtifacts {
  readonly version: Version;
  /** By path. */
  readonly artifacts: readonly Artifact[];
}

/** Lists the files of versions, newest version first. */
export function listArtifacts(
  registry: Registry,
  request: ListRequest,
): Promise<readonly VersionArtifacts[]> {
  return registry.read((state) =>
    state.versions(request).map((version) => ({ version, artifacts: state.artifacts(version.id) })),
  );
}
