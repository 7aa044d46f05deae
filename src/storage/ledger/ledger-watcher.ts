import { watch, type FSWatcher } from "node:fs";
import type { RegistryPaths } from "../files/registry-paths.ts";

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
  let watcher: FSWatcher | undefined;
  let pending: NodeJS.Timeout | undefined;

  const tell = (): void => {
    pending ??= setTimeout(() => {
      pending = undefined;
      onChange();
    }, settle);
  };
  const start = (): void => {
    if (watcher) return;
    try {
      watcher = watch(paths.ledger, { persistent: false }, tell);
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // There is no registry yet; the next look may find one.
    }
  };
  start();
  const poll = setInterval(() => {
    start();
    onChange();
  }, pollInterval);
  poll.unref();

  return () => {
    clearInterval(poll);
    clearTimeout(pending);
    watcher?.close();
  };
}
