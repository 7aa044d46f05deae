import type { Disk } from "./disk.ts";
import { holderOwner, type LockView } from "./lock-folder.ts";
import { parseOwnerTag, processState } from "./process-owner.ts";

/** Time (ms) without change after which a lock counts as that of a dead process. */
const staleAfter = 10_000;
/** Longest time (ms) between two looks that counts: whoever looks may have slept itself. */
const longestStep = 1_000;
/** Interval (ms) of checks whether the holder still runs; most locks are released sooner. */
const askInterval = 50;

/**
 * Watches the lock, from one look to the next, and answers the names of its holders if they are
 * dead, else undefined. Goes by the clock that nobody sets: a time stamp of the folder that lies in
 * the future or far in the past says nothing.
 */
export function watchLock(disk: Disk): (view: LockView) => Promise<readonly string[] | undefined> {
  let identity = "";
  let looked = 0;
  let unchanged = 0;
  let asked = 0;
  return async (view) => {
    const now = disk.now();
    if (view.identity === identity) {
      unchanged += Math.min(now - looked, longestStep);
    } else {
      identity = view.identity;
      unchanged = 0;
      asked = 0;
    }
    looked = now;
    if (unchanged >= staleAfter) return view.holders;
    if (unchanged < asked + askInterval) return undefined;
    asked = unchanged;
    return (await haveEnded(view.holders)) ? view.holders : undefined;
  };
}

/** Tells whether all of them are processes of this run of this system that have ended. */
async function haveEnded(holders: readonly string[]): Promise<boolean> {
  for (const name of holders) {
    const owner = parseOwnerTag(holderOwner(name));
    // Two machines of one name can share a folder where systems don't name their runs.
    if (!owner || owner.boot === "x" || (await processState(owner)) !== "ended") return false;
  }
  return holders.length > 0;
}
