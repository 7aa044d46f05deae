import { join } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { isErrno } from "./errno.ts";
import { inOne, lookAt } from "./quick-reads.ts";

/** Paths of the parts of a registry, all absolute. */
export interface RegistryPaths {
  readonly folder: string;
  readonly root: string;
  readonly ledger: string;
  readonly index: string;
  readonly artifacts: string;
  readonly staging: string;
  /** Read-only copies under their own names, which `resolve` hands out. */
  readonly snapshots: string;
  /** Logs of runs that are not sealed. */
  readonly runs: string;
  /** Observations of versions in use that are not sealed. */
  readonly observations: string;
  /** Names this clone's ledger file. */
  readonly writer: string;
  /** Tells the folder for which that name was given. */
  readonly writerPlace: string;
  /** Names the writer of which others may have lines that are not here. */
  readonly unsettled: string;
  /** State of the remote as it is known here: the length of each ledger file there. */
  readonly remoteState: string;
  readonly lock: string;
  readonly gitignore: string;
  readonly policy: string;
  /** Programs of others that the server tells of events, with their secrets. */
  readonly webhooks: string;
  readonly webhookPositions: string;
}

export const registryFolderName = ".model-registry";

export function registryPaths(folder: string): RegistryPaths {
  const root = join(folder, registryFolderName);
  return {
    folder,
    root,
    ledger: join(root, "ledger"),
    index: join(root, "registry.db"),
    artifacts: join(root, "artifacts", "sha256"),
    staging: join(root, "artifacts", "staging"),
    snapshots: join(root, "snapshots"),
    runs: join(root, "runs"),
    observations: join(root, "observations"),
    writer: join(root, "writer"),
    writerPlace: join(root, "writer-place"),
    unsettled: join(root, "unsettled-writer"),
    remoteState: join(root, "remote.json"),
    lock: join(root, "lock"),
    gitignore: join(root, ".gitignore"),
    policy: join(root, "policy.yaml"),
    webhooks: join(root, "webhooks.json"),
    webhookPositions: join(root, "webhook-positions.json"),
  };
}

/** Returns the path of the bytes with this digest. */
export function artifactPath(paths: RegistryPaths, sha256: Sha256): string {
  return join(paths.artifacts, sha256.slice(0, 2), sha256);
}

/**
 * Returns true if all folders of the registry are there. Every commit calls it.
 *
 * @throws RegistryError `file-problem` if a folder of the registry is a link or not a folder
 */
export function requireRealFolders(paths: RegistryPaths): Promise<boolean> {
  const artifacts = join(paths.root, "artifacts");
  const folders = [paths.root, paths.ledger, artifacts, paths.artifacts, paths.staging];
  return inOne(() => folders.map(isRealFolder).every(Boolean));
}

/** Answers whether the folder is there. One that does not exist is fine; a link is not. */
export function requireRealFolder(path: string): Promise<boolean> {
  return inOne(() => isRealFolder(path));
}

function isRealFolder(path: string): boolean {
  const stats = lookAt(path);
  if (stats && !stats.isDirectory()) {
    throw new RegistryError({
      code: "file-problem",
      reason: "not-own-folder",
      path,
      isLink: stats.isSymbolicLink(),
    });
  }
  return stats !== undefined;
}

const readOnlyCodes = ["EROFS", "EACCES", "EPERM"];
const noSpaceCodes = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Returns true if an error says that nothing can be written, or that there is no space. */
export function isWriteProblem(error: unknown): boolean {
  return isErrno(error, ...readOnlyCodes, ...noSpaceCodes);
}

/**
 * Turns an error from writing into the registry into a `RegistryError` if a person can do something
 * about it; returns other errors unchanged.
 */
export function writeProblem(paths: RegistryPaths, error: unknown): unknown {
  if (isErrno(error, ...readOnlyCodes)) {
    return new RegistryError(
      {
        code: "read-only",
        reason: "folder-not-writable",
        folder: paths.folder,
        errno: String(error.code),
      },
      { cause: error },
    );
  }
  if (isErrno(error, ...noSpaceCodes)) {
    return new RegistryError(
      {
        code: "file-problem",
        reason: "no-space",
        folder: paths.folder,
        errno: String(error.code),
      },
      { cause: error },
    );
  }
  return error;
}
