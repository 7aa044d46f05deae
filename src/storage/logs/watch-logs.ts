import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { watchFolder } from "../files/watch-folder.ts";

/** Interval (ms) of looking where the system reports nothing, as on network file systems. */
const pollInterval = 5_000;
/** Looks after which `onChange` is called although nothing has changed. */
const looksPerCheck = 6;
/** Changes closer together than this (ms) are reported once: programs log many times a second. */
const settle = 700;

/**
 * Calls `onChange` when something was appended to the logs of a folder, and every half minute while
 * there are any. Returns a function that stops watching.
 */
export function watchLogs(folder: string, onChange: () => void): () => void {
  const watched = watchFolder(folder, settle, onChange);
  let seen = "";
  let looks = 0;
  const look = async (): Promise<void> => {
    watched.start();
    const found = await sizes(folder);
    looks += 1;
    // A live run may have been interrupted, which changes no file.
    if (found !== seen || (found !== "" && looks % looksPerCheck === 0)) watched.tell();
    seen = found;
  };
  const poll = setInterval(() => {
    look().catch(() => undefined);
  }, pollInterval);
  poll.unref();
  return () => {
    clearInterval(poll);
    watched.stop();
  };
}

async function sizes(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(".jsonl"))
      .map(async (name) => {
        const stats = await stat(join(folder, name)).catch(() => undefined);
        return `${name} ${stats?.size ?? 0}`;
      }),
  );
  return found.sort().join("\n");
}
