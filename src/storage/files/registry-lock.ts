import { randomBytes } from "node:crypto";
import { rmdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { realDisk, type Disk } from "./disk.ts";
import {
  holderName,
  holderOwner,
  leaveLock,
  lookAtLock,
  makeLock,
  requireNothingElse,
  takeOverLock,
  type LockView,
} from "./lock-folder.ts";
import { watchLock } from "./lock-staleness.ts";
import { currentProcess, ownerTag, parseOwnerTag } from "./process-owner.ts";
import { writeProblem, type RegistryPaths } from "./registry-paths.ts";

/** Proof of holding the registry's lock. */
export interface HeldLock {
  /**
   * @throws RegistryError `busy` if the lock was lost, e.g. to another process while this one
   *   slept
   */
  assertHeld(): Promise<void>;
  /**
   * Returns the same without waiting, for actions that must happen before another process can get
   * the lock.
   */
  readonly isHeld: () => boolean;
}

/** Time (ms) to wait for the lock: longer than the lock of a dead process lives. */
const lockTimeoutMs = 30_000;
/**
 * Interval (ms) at which the time of the lock is renewed; earlier releases compare it with theirs.
 */
const renewal = 2_000;

/**
 * Runs `body` while no other process writes to the registry. The lock of a process that has ended
 * is taken over at once; one of another machine, when it has not been renewed for ten seconds.
 *
 * @throws RegistryError `busy` when another process keeps the lock, `read-only`, `file-problem`
 */
export async function withRegistryLock<T>(
  paths: RegistryPaths,
  body: (held: HeldLock) => Promise<T>,
  disk: Disk = realDisk,
): Promise<T> {
  const name = await takeLock(paths, disk);
  const path = join(paths.lock, name);
  const isHeld = (): boolean => disk.exists(path);
  const timer = setInterval(() => {
    if (isHeld()) disk.touch(paths.lock).catch(() => undefined);
  }, renewal);
  timer.unref();
  heldHere.add(path);
  try {
    return await body({
      isHeld,
      assertHeld: () => (isHeld() ? Promise.resolve() : Promise.reject(lost(paths))),
    });
  } finally {
    clearInterval(timer);
    // What was done under it is done: a lock that can't be released counts as dead in a while.
    await leaveLock(disk, paths.lock, name).catch(() => undefined);
    heldHere.delete(path);
  }
}

/** Files of the locks that this process holds, to be removed when it exits. */
const heldHere = new Set<string>();
process.once("exit", () => {
  for (const path of heldHere) {
    try {
      unlinkSync(path);
      rmdirSync(join(path, ".."));
    } catch {
      // Others find that this process has ended.
    }
  }
});

/**
 * Tries to take the lock every few milliseconds at first, then somewhat less often, at random, so
 * that nobody starves: a process that has waited long must not try much less often than new ones.
 */
async function takeLock(paths: RegistryPaths, disk: Disk): Promise<string> {
  const name = holderName(ownerTag(await currentProcess()), randomBytes(8).toString("hex"));
  const findDead = watchLock(disk);
  const until = disk.now() + lockTimeoutMs;
  let seen: LockView | undefined;
  for (let wait = 4; ; wait = Math.min(wait * 1.1, 20)) {
    try {
      const made = await makeLock(disk, paths.lock, name);
      if (made === true) return name;
      const view = made === undefined ? await lookAtLock(disk, paths.lock) : undefined;
      const dead = view && (await findDead(view));
      if (view && dead) requireNothingElse(paths.lock, view);
      if (dead && (await takeOverLock(disk, paths.lock, name, dead))) return name;
      seen = view ?? seen;
    } catch (error) {
      throw writeProblem(paths, error);
    }
    if (disk.now() > until) throw busy(paths, seen);
    await disk.sleep(wait * (0.5 + Math.random()));
  }
}

function busy({ folder, lock }: RegistryPaths, seen: LockView | undefined): RegistryError {
  const owner = seen?.holders.map((name) => parseOwnerTag(holderOwner(name)))[0];
  return new RegistryError({
    code: "busy",
    reason: "lock-held",
    folder,
    lock,
    ...(owner && { pid: owner.pid }),
  });
}

function lost({ folder }: RegistryPaths): RegistryError {
  return new RegistryError({ code: "busy", reason: "lock-lost", folder });
}
