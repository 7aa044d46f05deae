/** Work that is asked for more often than it is done. */
export interface PausedWork {
  /** Asks for it to be done after the pause, which begins anew. */
  readonly soon: () => void;
  readonly dispose: () => void;
}

/**
 * Does work when nothing has asked for it for a while, and never twice at the same time: what is asked
 * for while it goes on is done afterwards, so that an older answer does not replace a newer one.
 *
 * @param pause milliseconds
 */
export function afterPause(
  pause: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): PausedWork {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isQueued = false;
  const queue = (): void => {
    if (isQueued) return;
    isQueued = true;
    running = running
      .then(() => {
        isQueued = false;
        return work();
      })
      .catch(failed);
  };
  return {
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(queue, pause);
    },
    dispose: () => {
      clearTimeout(timer);
    },
  };
}
