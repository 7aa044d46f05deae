import { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Watches the processes that are started until it ends. */
export interface StartWatch {
  /** @throws Error that says why a process could not be started, if one could not */
  throwIfFailed(): Promise<void>;
  end(): void;
}

/**
 * Starts to watch for processes that can't be started. When no more files can be opened (`EMFILE`),
 * Node returns a process without pipes and emits the error later. simple-git no longer listens
 * then, and an error without a listener ends the program.
 */
export function watchStarts(): StartWatch {
  const failures: Error[] = [];
  const onStart = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("process" in message)) return;
    const child = message.process;
    if (!(child instanceof ChildProcess)) return;
    child.once("error", (error) => {
      if (child.pid === undefined) failures.push(error);
    });
  };
  subscribe("child_process", onStart);
  return {
    throwIfFailed: async () => {
      await nextTurn();
      const [failure] = failures;
      if (failure) {
        throw new Error(`git could not be started (${failure.message})`, { cause: failure });
      }
    },
    end: () => {
      unsubscribe("child_process", onStart);
    },
  };
}
