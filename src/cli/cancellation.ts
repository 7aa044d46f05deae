import { exitCodes } from "./failure.ts";

/** Requests to stop while a command runs. */
export interface Cancellation {
  readonly signal: AbortSignal;
  /** Leaves signals to the system again. */
  release(): void;
}

/** Turns Ctrl+C into a cancellation that cleans up; pressed twice it ends the process at once. */
export function cancelOnSignals(): Cancellation {
  const abort = new AbortController();
  const stop = (): void => {
    // Asked a second time, nobody wants to wait for the cleaning up.
    if (abort.signal.aborted) process.exit(exitCodes.cancelled);
    abort.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: abort.signal,
    release: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
