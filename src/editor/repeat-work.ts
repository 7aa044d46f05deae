/** Milliseconds in which what happens is one reason to do the work. */
const settleMs = 3_000;

/** Work that goes on in the background. */
export interface RepeatedWork {
  /** Does the work in a moment; while it goes on, once more when it has ended. */
  readonly soon: () => void;
  readonly dispose: () => void;
}

/**
 * Does work again and again, never twice at the same time, and not after it was disposed of.
 *
 * @param pause returns the milliseconds until the next time, or undefined if there is to be none
 */
export function repeatWork(
  pause: () => number | undefined,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): RepeatedWork {
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isAskedFor = false;
  let isDisposed = false;
  const run = (): void => {
    isRunning = true;
    isAskedFor = false;
    void work()
      .catch(failed)
      .finally(() => {
        isRunning = false;
        if (isAskedFor) soon();
        else schedule(pause());
      });
  };
  const schedule = (delay: number | undefined): void => {
    clearTimeout(timer);
    if (delay !== undefined && !isDisposed) timer = setTimeout(run, delay);
  };
  const soon = (): void => {
    if (isRunning) isAskedFor = true;
    else schedule(pause() === undefined ? undefined : settleMs);
  };
  return {
    soon,
    dispose: () => {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
