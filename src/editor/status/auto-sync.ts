import { Disposable, window, workspace } from "vscode";
import { log } from "../log.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { repeatWork } from "../repeat-work.ts";
import { onDidMoveHead } from "./git-commits.ts";

/**
 * Exchanges with the remotes in the background, where the setting says so: when the window gets the
 * focus, after a change or a commit, when the remote says that somebody has shared something, and every few
 * minutes. Failures are shown by the status bar alone.
 */
export function syncInBackground(registries: Registries): Disposable {
  const waiting = new Map<FolderRegistry["registry"], AbortController>();
  /** Waits once for what others share, where the remote tells of it. */
  const follow = (registry: FolderRegistry["registry"]): void => {
    if (waiting.has(registry)) return;
    const abort = new AbortController();
    waiting.set(registry, abort);
    // The next sync waits again, also where the remote did not answer.
    const end = (): void => {
      if (waiting.get(registry) === abort) waiting.delete(registry);
    };
    registry.call("waitForRemoteChange", {}, { signal: abort.signal }).then(({ isTold }) => {
      end();
      if (isTold) syncing.soon();
    }, end);
  };
  const exchange = async ({ registry }: FolderRegistry): Promise<void> => {
    const status = await registry.call("remoteStatus", {});
    if (!status?.approved) return;
    await registry.call("sync", {});
    follow(registry);
  };
  const run = async (): Promise<void> => {
    const all = registries.all();
    for (const [registry, abort] of waiting) {
      if (!all.some((found) => found.registry === registry)) abort.abort();
    }
    for (const found of all) {
      await exchange(found).catch((error: unknown) => {
        log().info(`sync in the background: ${String(error)}`);
      });
    }
  };
  const syncing = repeatWork(pause, run, (error) => {
    log().error(`sync in the background: ${String(error)}`);
  });
  syncing.soon();
  return Disposable.from(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) syncing.soon();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration("modelRegistry.syncInterval")) return;
      for (const abort of waiting.values()) abort.abort();
      waiting.clear();
      syncing.soon();
    }),
    registries.onDidChange(syncing.soon),
    onDidMoveHead(syncing.soon),
    syncing,
    new Disposable(() => {
      for (const abort of waiting.values()) abort.abort();
    }),
  );
}

/** Returns milliseconds; undefined if nothing is exchanged in the background. */
function pause(): number | undefined {
  const minutes = workspace.getConfiguration("modelRegistry").get<number>("syncInterval", 0);
  return minutes > 0 && workspace.isTrusted ? minutes * 60_000 : undefined;
}
