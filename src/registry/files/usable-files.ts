import { realpath } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import {
  isHeld,
  type Artifact,
  type HeldArtifact,
  type ReferencedArtifact,
  type StoredBytes,
} from "../../core/model/artifact.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { copyFileOut, storedSize, verifyFile } from "../../storage/artifacts/artifact-store.ts";
import type { Transfer } from "../../storage/artifacts/copy-and-hash.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { inOne, lookAt } from "../../storage/files/quick-reads.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import { fetchIfShared, fetchMissing } from "../exchange/fetch-bytes.ts";
import type { SharedRegistry } from "../exchange/shared-registry.ts";
import type { Task } from "../task.ts";
import { findInside } from "./inside-folder.ts";
import { isFileUri, referencePath } from "./reference-place.ts";
import { requireHeld } from "./require-held.ts";

type FilesOf = Pick<SharedRegistry, "folder" | "paths" | "trusted">;
type Titled = Pick<Version, "model" | "number">;

/** A file of a version whose bytes can be read on this machine. */
export interface UsableFile extends HeldArtifact {
  /** Absolute path of the bytes. */
  readonly at: string;
  /** Where it was registered without a copy, if its bytes are only there. */
  readonly uri?: string;
}

/**
 * Returns where the bytes of a file are: in the artifact store, also of one that was registered
 * without a copy and was copied later; else at the place where it was registered. They are not hashed.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`; `read-only` in an untrusted workspace
 *   for a file outside of it
 */
export async function usableFile(
  registry: FilesOf,
  version: Titled,
  artifact: Artifact,
): Promise<UsableFile> {
  if (isHeld(artifact)) return { ...artifact, at: artifactPath(registry.paths, artifact.sha256) };
  const taken = await takenIn(registry, artifact);
  if (taken) return { ...taken, at: artifactPath(registry.paths, taken.sha256) };
  const { path, role, uri, digests } = artifact;
  const { sha256 } = digests;
  // Nothing could be verified.
  if (sha256 === undefined) return { ...requireHeld(version, artifact), at: "" };
  const title = l10n.t("{0} of {1}", path, versionTitle(version));
  const at = await placeOf(registry, title, uri);
  const found = await inOne(() => lookAt(at)).catch((error: unknown) => {
    if (isErrno(error, "ENOTDIR", "ENOENT", "ELOOP")) return undefined;
    throw error;
  });
  if (!found) throw lack({ code: "artifact-missing", reason: "reference-missing", title, uri });
  if (!found.isFile()) {
    throw lack({ code: "artifact-changed", reason: "reference-not-regular", title, uri });
  }
  const size = artifact.size ?? found.size;
  if (size !== found.size) {
    throw lack({ code: "artifact-changed", reason: "reference-changed", title, uri });
  }
  return { path, role, sha256, size, at, uri };
}

/**
 * Fetches the files of a version that are neither in the artifact store nor at their place, as far as
 * a remote has them.
 *
 * @throws RegistryError as `fetchMissing` does
 */
export async function fetchUsable(
  registry: SharedRegistry,
  version: Titled,
  artifacts: readonly Artifact[],
  task: Task = {},
): Promise<void> {
  await fetchMissing(registry, artifacts, task);
  const wanted: StoredBytes[] = [];
  for (const artifact of artifacts) {
    if (isHeld(artifact) || (await isUsable(registry, version, artifact))) continue;
    const { size, digests } = artifact;
    const { sha256 } = digests;
    if (sha256 !== undefined && size !== undefined) wanted.push({ sha256, size });
  }
  await fetchIfShared(registry, wanted, task);
}

async function isUsable(registry: FilesOf, version: Titled, artifact: Artifact): Promise<boolean> {
  try {
    await usableFile(registry, version, artifact);
    return true;
  } catch (error) {
    if (error instanceof RegistryError) return false;
    throw error;
  }
}

/** Returns the same of several files. @throws RegistryError as `usableFile` does */
export async function usableFiles(
  registry: FilesOf,
  version: Titled,
  artifacts: readonly Artifact[],
): Promise<readonly UsableFile[]> {
  const files: UsableFile[] = [];
  for (const artifact of artifacts) files.push(await usableFile(registry, version, artifact));
  return files;
}

/**
 * Returns files as they are now: one that was registered without a copy, and whose bytes are in the
 * artifact store by now, is one that the registry has.
 */
export async function withTakenIn(
  registry: Pick<FilesOf, "paths">,
  artifacts: readonly Artifact[],
): Promise<readonly Artifact[]> {
  const files: Artifact[] = [];
  for (const artifact of artifacts) {
    files.push(isHeld(artifact) ? artifact : ((await takenIn(registry, artifact)) ?? artifact));
  }
  return files;
}

async function takenIn(
  { paths }: Pick<FilesOf, "paths">,
  { path, role, size, digests: { sha256 } }: ReferencedArtifact,
): Promise<HeldArtifact | undefined> {
  if (sha256 === undefined) return undefined;
  const stored = await storedSize(paths, sha256);
  return stored === undefined ? undefined : { path, role, sha256, size: size ?? stored };
}

/**
 * Hashes a usable file.
 *
 * @returns the path of the bytes
 * @throws RegistryError `artifact-missing`, `artifact-changed`, `cancelled`
 */
export async function verifyUsable(
  file: UsableFile,
  title: string,
  transfer: Transfer = {},
): Promise<string> {
  return inItsWords(file, title, () => verifyFile(file.at, file, title, transfer));
}

/** Copies a usable file, hashed in the copy. @throws RegistryError as `verifyUsable` does */
export async function copyUsable(
  file: UsableFile,
  title: string,
  target: string,
  transfer: Transfer = {},
): Promise<void> {
  return inItsWords(file, title, () => copyFileOut(file.at, file, title, target, transfer));
}

/** Says of a file that is not the registry's what is wrong with it and what helps. */
export async function inItsWords<T>(
  { uri }: Pick<UsableFile, "uri">,
  title: string,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (uri === undefined || !(error instanceof RegistryError)) throw error;
    switch (error.refusal.reason) {
      case "bytes-missing":
        throw lack({ code: "artifact-missing", reason: "reference-missing", title, uri }, error);
      case "digest-changed":
      case "size-changed":
        throw lack({ code: "artifact-changed", reason: "reference-changed", title, uri }, error);
      default:
        throw error;
    }
  }
}

/** Returns the absolute path that a URI means. */
async function placeOf({ folder, trusted }: FilesOf, title: string, uri: string): Promise<string> {
  const path = referencePath(folder, uri);
  if (path === undefined) {
    const reason = isFileUri(uri) ? "reference-missing" : "reference-not-fetched";
    throw lack({ code: "artifact-missing", reason, title, uri });
  }
  if (trusted) return path;
  // Nothing outside of an untrusted workspace is touched, whatever its links say.
  const inside = await findInside(await realpath(folder), path);
  if (inside !== undefined) return inside;
  throw lack({ code: "read-only", reason: "reference-restricted", title, uri });
}

function lack(refusal: Refusal, cause?: unknown): RegistryError {
  return new RegistryError(refusal, { cause });
}
