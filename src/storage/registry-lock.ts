import { statSync, type BigIntStats } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { RegistryError } from "../core/refusal.ts";
import { isErrno } from "./errno.ts";
import { writeProblem, type RegistryPaths } from "./registry-paths.ts";

/** Proof of holding the registry's lock. */
export interface HeldLock {
  /** @throws RegistryError `busy` if the lock was lost, e.g. to another process while this one slept */
  assertHeld(): Promise<void>;
  /** The same without waiting, for what must be done before anybody else can have the lock. */
  isHeld(): boolean;
}

/** How long (ms) to wait for others: longer than the lock of a dead process lives. */
const patience = 30_000;

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
  const release = await takeLock(paths, (error) => {
    lost = error;
  });
  const isOurs = recognizeLock(paths);
  const isHeld = (): boolean => !lost && isOurs();
  try {
    return await body({
      isHeld,
      assertHeld: () => (isHeld() ? Promise.resolve() : Promise.reject(busy(paths, lost))),
    });
  } finally {
    // A lock lost in the meantime is somebody else's now and not ours to release. What was done
    // under it is done: one that can't be released counts as dead in a while.
    if (isHeld()) await release().catch(() => undefined);
  }
}

/**
 * Asks every few milliseconds at first, then somewhat less often; at random, so that nobody starves.
 * Who has waited long must not ask much less than those that come and go all the time.
 */
async function takeLock(
  paths: RegistryPaths,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  const until = Date.now() + patience;
  for (let wait = 4; ; wait = Math.min(wait * 1.1, 20)) {
    try {
      return await lock(paths.root, {
        lockfilePath: paths.lock,
        realpath: false,
        stale: 10_000,
        update: 2_000,
        onCompromised,
      });
    } catch (error) {
      // The library's own retries would also wait for a folder that can't be written.
      if (!isErrno(error, "ELOCKED")) throw writeProblem(paths, error);
      if (Date.now() > until) throw busy(paths, error);
    }
    await sleep(wait * (0.5 + Math.random()));
  }
}

/**
 * Tells the lock folder as it is now from a later one of the same name. The library notices a lost
 * lock only when it next renews it, which a process that was asleep has not done yet.
 */
function recognizeLock(paths: RegistryPaths): () => boolean {
  const look = (path: string): BigIntStats | undefined =>
    statSync(path, { bigint: true, throwIfNoEntry: false });
  const [root, ours] = [look(paths.root), look(paths.lock)];
  // Where birth times are not kept, systems say 0 or the time of the last change.
  const keepsBirth = root !== undefined && root.birthtimeNs !== root.ctimeNs;
  return () => {
    const found = look(paths.lock);
    if (!ours || found?.ino !== ours.ino) return false;
    return !keepsBirth || found.birthtimeNs === ours.birthtimeNs;
  };
}

function busy(paths: RegistryPaths, cause?: unknown): RegistryError {
  return new RegistryError(
    {
      code: "busy",
      message: `Another process is writing to the registry in ${paths.folder}.`,
      wayOut: "Wait for it to finish and try again; nothing was changed.",
    },
    { cause },
  );
}
