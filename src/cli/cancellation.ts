import { exitCodes } from "./failure.ts";

/** Requests to stop while a command runs. */
export interface Cancellation {
  readonly signal: AbortSignal;
  /** Removes the signal handlers. */
  release(): void;
}

/** Signals that cancel: Ctrl+C, a request to end the process, and the terminal being closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns Ctrl+C into a cancellation that cleans up; pressed twice it ends the process at once. */
export function cancelOnSignals(): Cancellation {
  const abort = new AbortController();
  const stop = (): void => {
    // Asked a second time, nobody wants to wait for the cleaning up.
    if (abort.signal.aborted) process.exit(exitCodes.cancelled);
    abort.abort();
  };
  for (const name of signals) process.on(name, stop);
  return {
    signal: abort.signal,
    release: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}
