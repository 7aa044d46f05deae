import * as l10n from "@vscode/l10n";
import { artifactSha256, type Artifact, type StoredBytes } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { readVerified } from "../../storage/artifacts/read-verified.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import { inItsWords, usableFile, type UsableFile } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";

/** Bytes as they are read. */
export interface ArtifactStream {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes, hashed on the way: it fails in place of the last chunk if they are not those that were
   * recorded.
   */
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** Opens stored bytes as a stream. */
export function streamStored(
  { paths }: Registry,
  stored: StoredBytes,
  title: string,
): ArtifactStream {
  const path = artifactPath(paths, stored.sha256);
  return { size: stored.size, chunks: readVerified(path, stored, title) };
}

/** Opens a file of a version as a stream, wherever its bytes are. */
export function streamUsable(file: UsableFile, title: string): ArtifactStream {
  return { size: file.size, chunks: inItsOwnWords(file, title) };
}

async function* inItsOwnWords(
  file: UsableFile,
  title: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const chunks = readVerified(file.at, file, title);
  for (;;) {
    const next = await inItsWords(file, title, () => chunks.next());
    if (next.done === true) return;
    yield next.value;
  }
}

/** The files of a version by their paths within its model's folder, if it has one. */
export interface VersionFiles {
  readonly version: Version;
  /** Title of the version, for messages. */
  readonly title: string;
  readonly files: ReadonlyMap<string, Artifact>;
}

/** Returns the files of a living version; undefined if there is no such version. */
export async function versionFiles(
  registry: Registry,
  id: VersionId,
): Promise<VersionFiles | undefined> {
  const found = await registry.read((state) => {
    const version = state.version(id);
    return version && { version, title: versionTitle(version), artifacts: state.artifacts(id) };
  });
  if (!found) return undefined;
  const { version, title, artifacts } = found;
  const [folder = "", ...others] = new Set(artifacts.map(({ path }) => path.split("/")[0] ?? ""));
  const isFolder = others.length === 0 && artifacts.every(({ path }) => path.includes("/"));
  const start = isFolder ? folder.length + 1 : 0;
  return {
    version,
    title,
    files: new Map(artifacts.map((file) => [file.path.slice(start), file])),
  };
}

/** Opens a file of a version as a stream; undefined if the version has no such file here. */
export async function streamOfVersion(
  registry: Registry,
  { version, path }: { readonly version: VersionId; readonly path: string },
): Promise<ArtifactStream | undefined> {
  const found = await versionFiles(registry, version);
  const file = found?.files.get(path);
  if (!found || !file || artifactSha256(file) === undefined) return undefined;
  const usable = await usableFile(registry, found.version, file);
  return streamUsable(usable, l10n.t("{0} of {1}", path, found.title));
}
