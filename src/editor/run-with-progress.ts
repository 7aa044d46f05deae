import { l10n, type Progress as Notification, ProgressLocation, window } from "vscode";
import { formatBytes } from "../core/text/format.ts";
import type { Progress, Task } from "../registry/task.ts";
import { hookWriter } from "./hook-output.ts";
import { plainMessage } from "./plain-text.ts";

/** Delay before progress is shown: a notification that only flashes can't be read. */
const progressDelayMs = 300; // ms

/**
 * Runs work with a notification that shows how far it is and can cancel it, unless it is done at
 * once. VS Code also counts: of more than three notifications in 800 ms it drops the last, which
 * would be the one with the outcome.
 */
export async function runWithProgress<T>(
  title: string,
  work: (task: Task) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let notification: Notification<{ message: string; increment: number }> | undefined;
  let latest: Progress | undefined;
  let shown = 0;
  const show = (): void => {
    if (!notification || !latest) return;
    const percent = latest.total ? ((latest.done ?? 0) / latest.total) * 100 : 0;
    notification.report({
      message: plainMessage(progressText(latest)),
      increment: Math.max(0, percent - shown),
    });
    shown = Math.max(shown, percent);
  };
  const running = work({
    signal: abort.signal,
    hook: hookWriter(),
    report: (step) => {
      latest = step;
      show();
    },
  });
  const timer = setTimeout(() => {
    void window.withProgress(
      { location: ProgressLocation.Notification, title: plainMessage(title), cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => {
          abort.abort();
        });
        notification = progress;
        show();
        return running.catch(() => undefined);
      },
    );
  }, progressDelayMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}

function progressText({ message, done, total, unit }: Progress): string {
  if (done === undefined) return message;
  if (unit === "items")
    return total === undefined ? message : `${message} (${l10n.t("{0} of {1}", done + 1, total)})`;
  return total === undefined
    ? `${message} (${formatBytes(done)})`
    : `${message} (${l10n.t("{0} of {1}", formatBytes(done), formatBytes(total))})`;
}
