import { Disposable, window, workspace } from "vscode";
import { log } from "../log.ts";
import type { Registries } from "../registries.ts";
import { repeatWork } from "../repeat-work.ts";

/**
 * Exchanges with the remotes in the background, where the setting says so: when the window gets the
 * focus, after a change, and every few minutes. Failures are shown by the status bar alone.
 */
export function syncInBackground(registries: Registries): Disposable {
  const run = async (): Promise<void> => {
    for (const { registry } of registries.all()) {
      const status = await registry.call("remoteStatus", {});
      if (!status?.approved) continue;
      await registry.call("sync", {}).catch((error: unknown) => {
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
      if (change.affectsConfiguration("modelRegistry.syncInterval")) syncing.soon();
    }),
    registries.onDidChange(syncing.soon),
    syncing,
  );
}

/** Returns milliseconds; undefined if nothing is exchanged in the background. */
function pause(): number | undefined {
  const minutes = workspace.getConfiguration("modelRegistry").get<number>("syncInterval", 0);
  return minutes > 0 && workspace.isTrusted ? minutes * 60_000 : undefined;
}
