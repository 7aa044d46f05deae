import { Disposable, window, workspace } from "vscode";
import { log } from "../log.ts";
import type { Registries } from "../registries.ts";

/** Milliseconds in which what the window does is one reason to exchange. */
const settleMs = 3_000;

/**
 * Exchanges with the remotes in the background, where the setting says so: when the window gets the
 * focus, after a change, and every few minutes. Failures are shown by the status bar alone.
 */
export function syncInBackground(registries: Registries): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  const run = async (): Promise<void> => {
    for (const { registry } of registries.all()) {
      const status = await registry.call("remoteStatus", {});
      if (!status?.approved) continue;
      await registry.call("sync", {}).catch((error: unknown) => {
        log().info(`sync in the background: ${String(error)}`);
      });
    }
  };
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    const minutes = interval();
    if (minutes <= 0 || !workspace.isTrusted) return;
    timer = setTimeout(() => {
      const wasRunning = isRunning;
      isRunning = true;
      const running = wasRunning ? Promise.resolve() : run();
      void running
        .catch((error: unknown) => {
          log().error(`sync in the background: ${String(error)}`);
        })
        .finally(() => {
          if (!wasRunning) isRunning = false;
          schedule(minutes * 60_000);
        });
    }, delay);
  };
  const soon = (): void => {
    if (!isRunning) schedule(settleMs);
  };
  soon();
  return Disposable.from(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) soon();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("modelRegistry.syncInterval")) soon();
    }),
    registries.onDidChange(soon),
    new Disposable(() => {
      clearTimeout(timer);
    }),
  );
}

/** Minutes; zero if nothing is exchanged in the background. */
function interval(): number {
  return workspace.getConfiguration("modelRegistry").get<number>("syncInterval", 0);
}
