import { chmod, type FileHandle } from "node:fs/promises";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { replaceFile } from "../files/atomic-file.ts";
import { isErrno } from "../files/errno.ts";
import { openNoFollow } from "../files/open-file.ts";
import { inOne, lookAt } from "../files/quick-reads.ts";
import { artifactPath, type RegistryPaths } from "../files/registry-paths.ts";
import { copyAndHash, type Transfer } from "./copy-and-hash.ts";

/** Returns whether an error says that a file is there and can't be read. */
export function isUnreadable(error: unknown): error is NodeJS.ErrnoException {
  return isErrno(
    error,
    "EACCES",
    "EPERM",
    "EIO",
    "EISDIR",
    "ENXIO",
    "EBADMSG",
    "EUCLEAN",
    "ESTALE",
  );
}

/** Name of an artifact in messages: `model.onnx of fraud 3`. */
export type ArtifactTitle = string;

/**
 * Reads an artifact's bytes and compares them with its digest.
 *
 * @returns the absolute path of the verified bytes
 * @throws RegistryError `artifact-missing`, `artifact-changed` or `cancelled`
 */
export async function verifyArtifact(
  paths: RegistryPaths,
  stored: StoredBytes,
  title: ArtifactTitle,
  transfer: Transfer = {},
): Promise<string> {
  return verifyFile(artifactPath(paths, stored.sha256), stored, title, transfer);
}

/**
 * Does the same for a file that need not be in the artifact store.
 *
 * @returns its path
 * @throws RegistryError as `verifyArtifact` does
 */
export async function verifyFile(
  path: string,
  stored: StoredBytes,
  title: ArtifactTitle,
  transfer: Transfer = {},
): Promise<string> {
  const source = await openArtifact(path, stored, title);
  try {
    requireSame(stored, await copyAndHash(source, undefined, transfer), title);
    return path;
  } finally {
    await source.close();
  }
}

/**
 * Checks that an artifact is there and as long as recorded, without reading it.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export function requireStored(
  paths: RegistryPaths,
  stored: StoredBytes,
  title: ArtifactTitle,
): Promise<void> {
  return inOne(() => {
    const size = sizeOf(paths, stored.sha256);
    if (size === undefined) throw missing(stored, title);
    if (size === stored.size) return;
    throw new RegistryError({
      code: "artifact-changed",
      reason: "size-changed",
      title,
      expected: stored.size,
      found: size,
    });
  });
}

/**
 * Copies an artifact to `target`, replacing it only after the copied bytes have been hashed and
 * found right.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed` or `cancelled`
 */
export async function copyArtifactOut(
  paths: RegistryPaths,
  stored: StoredBytes,
  title: ArtifactTitle,
  target: string,
  transfer: Transfer = {},
): Promise<void> {
  return copyFileOut(artifactPath(paths, stored.sha256), stored, title, target, transfer);
}

/**
 * Does the same for a file that need not be in the artifact store.
 *
 * @throws RegistryError as `copyArtifactOut` does
 */
export async function copyFileOut(
  path: string,
  stored: StoredBytes,
  title: ArtifactTitle,
  target: string,
  transfer: Transfer = {},
): Promise<void> {
  const source = await openArtifact(path, stored, title);
  try {
    await replaceFile(target, async (handle, temporary) => {
      requireSame(stored, await copyAndHash(source, handle, transfer), title);
      await chmod(temporary, exportMode((await source.stat()).mode, (await handle.stat()).mode));
    });
  } finally {
    await source.close();
  }
}

/**
 * Returns the permissions of a copy that can be changed: readable for the same people as the
 * artifact, and no more than the umask allows.
 */
function exportMode(artifact: number, created: number): number {
  const readable = artifact & 0o444;
  return created & (0o600 | readable | (readable >> 1));
}

/**
 * Opens the stored bytes of an artifact for reading.
 *
 * @throws RegistryError `artifact-missing`
 */
export async function openArtifact(
  path: string,
  stored: StoredBytes,
  title: ArtifactTitle,
): Promise<FileHandle> {
  try {
    return await openNoFollow(path);
  } catch (error) {
    if (!isErrno(error, "ENOENT", "ENOTDIR", "ELOOP")) throw error;
    throw missing(stored, title, error);
  }
}

function missing({ sha256 }: StoredBytes, title: ArtifactTitle, cause?: unknown): RegistryError {
  return new RegistryError(
    {
      code: "artifact-missing",
      reason: "bytes-missing",
      title,
      sha256,
    },
    { cause },
  );
}

/** @throws RegistryError `artifact-changed` if bytes are not those that were recorded */
export function requireSame(expected: StoredBytes, found: StoredBytes, title: ArtifactTitle): void {
  if (found.sha256 === expected.sha256) return;
  throw new RegistryError({
    code: "artifact-changed",
    reason: "digest-changed",
    title,
    expected: expected.sha256,
    found: found.sha256,
  });
}

/** Returns the size in bytes of stored bytes; undefined if they are not there. */
export function storedSize(paths: RegistryPaths, sha256: Sha256): Promise<number | undefined> {
  return inOne(() => sizeOf(paths, sha256));
}

function sizeOf(paths: RegistryPaths, sha256: Sha256): number | undefined {
  try {
    const found = lookAt(artifactPath(paths, sha256));
    return found?.isFile() ? found.size : undefined;
  } catch (error) {
    // Something else stands where its folder belongs.
    if (isErrno(error, "ENOTDIR", "ELOOP")) return undefined;
    throw error;
  }
}
