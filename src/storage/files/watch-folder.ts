import { watch, type FSWatcher } from "node:fs";

/** A folder that is being watched. */
export interface FolderWatch {
  /** Reports a change that the system has not reported. */
  readonly tell: () => void;
  /** Watches a folder that was not there before; nothing happens while it is being watched. */
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Calls `onChange` when the system reports changes in a folder, which need not be there yet.
 *
 * @param settle milliseconds; changes closer together are reported once
 */
export function watchFolder(folder: string, settle: number, onChange: () => void): FolderWatch {
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
      watcher = watch(folder, { persistent: false }, tell);
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // It is not there yet; a later start may find it.
    }
  };
  start();
  return {
    tell,
    start,
    stop: () => {
      clearTimeout(pending);
      watcher?.close();
    },
  };
}
