import { ProgressLocation, window } from "vscode";
import { formatBytes } from "../core/format.ts";
import type { Progress, Task } from "../registry/task.ts";
import { hookWriter } from "./hook-output.ts";

/** Runs long work with a notification that shows how far it is and can cancel it. */
export function runWithProgress<T>(title: string, work: (task: Task) => Promise<T>): Promise<T> {
  return Promise.resolve(
    window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => {
          abort.abort();
        });
        let shown = 0;
        return work({
          signal: abort.signal,
          hook: hookWriter(),
          report: (step) => {
            const percent = step.total ? ((step.done ?? 0) / step.total) * 100 : 0;
            progress.report({
              message: progressText(step),
              increment: Math.max(0, percent - shown),
            });
            shown = Math.max(shown, percent);
          },
        });
      },
    ),
  );
}

function progressText({ message, done, total }: Progress): string {
  if (done === undefined) return message;
  return total === undefined
    ? `${message} (${formatBytes(done)})`
    : `${message} (${formatBytes(done)} of ${formatBytes(total)})`;
}
