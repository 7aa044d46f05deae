import { lock } from "proper-lockfile";
import { RegistryError } from "../core/refusal.ts";
import { isErrno } from "./errno.ts";
import { writeProblem, type RegistryPaths } from "./registry-paths.ts";

/** Proof of holding the registry's lock. */
export interface HeldLock {
  /** @throws RegistryError `busy` if the lock was lost, e.g. to another process while this one slept */
  assertHeld(): void;
}

/** Wait up to about half a minute, asking every few milliseconds at first. */
const retries = { retries: 300, factor: 1.05, minTimeout: 4, maxTimeout: 120, randomize: true };

/**
 * Runs `body` while no other process writes to the registry. The lock is a folder whose time stamp
 * is renewed; one not renewed for ten seconds belongs to a dead process and is taken over.
 *
 * @throws RegistryError `busy` when another process keeps the lock, `read-only`
 */
export async function withRegistryLock<T>(
  paths: RegistryPaths,
  body: (held: HeldLock) => Promise<T>,
): Promise<T> {
  let lost: Error | undefined;
  const release = await lock(paths.root, {
    lockfilePath: paths.lock,
    realpath: false,
    stale: 10_000,
    update: 2_000,
    retries,
    onCompromised: (error) => {
      lost = error;
    },
  }).catch((error: unknown) => {
    throw isErrno(error, "ELOCKED") ? busy(paths, error) : writeProblem(paths, error);
  });
  try {
    return await body({
      assertHeld: () => {
        if (lost) throw busy(paths, lost);
      },
    });
  } finally {
    // A lock lost in the meantime is somebody else's now and not ours to release.
    if (!lost) await release();
  }
}

function busy(paths: RegistryPaths, cause: unknown): RegistryError {
  return new RegistryError(
    {
      code: "busy",
      message: `Another process is writing to the registry in ${paths.folder}.`,
      wayOut: "Wait for it to finish and try again; nothing was changed.",
    },
    { cause },
  );
}
