/** The extension's progress notifications, which no API lets a test see or cancel. */
import { CancellationTokenSource } from "vscode";
import type { CancellationToken, Progress, ProgressOptions } from "vscode";
import { apiOfExtension } from "./extension.ts";
import { noteTexts } from "./links.ts";
import { waitFor } from "./wait.ts";

type Step = Parameters<Progress<{ message?: string; increment?: number }>["report"]>[0];

/** Work that goes on. */
interface Running {
  readonly title: string;
  /** Step that it is at. */
  readonly message: string;
  /** The Cancel button. */
  cancel(): void;
}

const running = new Set<Running>();

const { withProgress } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  withProgress: <R>(
    options: ProgressOptions,
    work: (progress: Progress<Step>, token: CancellationToken) => Thenable<R>,
  ): Thenable<R> =>
    withProgress(options, async (progress, token) => {
      const source = new CancellationTokenSource();
      token.onCancellationRequested(() => {
        source.cancel();
      });
      const shown = {
        title: options.title ?? "",
        message: "",
        cancel: () => {
          if (options.cancellable !== true) throw new Error(`“${shown.title}” has no Cancel.`);
          source.cancel();
        },
      };
      running.add(shown);
      noteTexts(options.title);
      const report = (step: Step): void => {
        shown.message = step.message ?? shown.message;
        noteTexts(step.message);
        progress.report(step);
      };
      try {
        return await work({ report }, source.token);
      } finally {
        running.delete(shown);
        source.dispose();
      }
    }),
});

/** The work of this title, once it does what the message says. */
export function progressOf(title: string, message: string): Promise<Running> {
  return waitFor(`the progress “${title}: ${message}”`, () =>
    [...running].find((each) => each.title === title && each.message === message),
  );
}
