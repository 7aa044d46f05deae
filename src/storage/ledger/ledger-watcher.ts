import type { RegistryPaths } from "../files/registry-paths.ts";
import { watchFolder } from "../files/watch-folder.ts";

/**
 * Interval (ms) of looking for changes where the system reports none, as on network file systems.
 */
const pollInterval = 2_000;
/** Changes closer together than this (ms) are reported once. */
const settle = 30;

/**
 * Calls `onChange` when the ledger may have changed, also by own writes: compare positions, not
 * times. Returns a function that stops watching.
 */
export function watchLedger(paths: RegistryPaths, onChange: () => void): () => void {
  const watched = watchFolder(paths.ledger, settle, onChange);
  const poll = setInterval(() => {
    watched.start();
    onChange();
  }, pollInterval);
  poll.unref();

  return () => {
    clearInterval(poll);
    watched.stop();
  };
}
