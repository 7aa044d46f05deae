import { rename } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isErrno } from "./errno.ts";

/** Milliseconds between attempts: about two seconds in all. */
const pauses = [5, 10, 20, 40, 80, 160, 320, 640, 720];

/** Parts that a test replaces. */
interface Parts {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/**
 * Renames a file, replacing one of that name. On Windows that is refused for as long as a virus
 * scanner, an indexer or an editor has one of them open, which is over in a moment: it is tried again.
 */
export async function replaceByRename(
  from: string,
  to: string,
  { platform, rename: move, wait }: Parts = { platform: process.platform, rename, wait: delay },
): Promise<void> {
  for (const pause of platform === "win32" ? pauses : []) {
    try {
      await move(from, to);
      return;
    } catch (error) {
      if (!isErrno(error, "EPERM", "EACCES", "EBUSY")) throw error;
      await wait(pause);
    }
  }
  await move(from, to);
}
