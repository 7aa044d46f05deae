/** Something to be done about a key. It stops when the signal is raised. */
export type Job = (signal: AbortSignal) => Promise<void>;

/**
 * Does jobs one after the other, the latest first: what was asked for last is what is in sight. At
 * most `limit` wait; of more, those that were asked for first are given up.
 */
export class LifoQueue {
  readonly #limit: number;
  readonly #onGivenUp: () => void;
  /** By key, the latest last. */
  readonly #waiting = new Map<string, Job>();
  #running: AbortController | undefined;
  #hasGivenUp = false;

  /** `onGivenUp` is called when all that was not given up is done: there is room again. */
  constructor(limit: number, onGivenUp: () => void) {
    this.#limit = limit;
    this.#onGivenUp = onGivenUp;
  }

  /** Adds a job; it replaces the waiting job with the same key. It must not fail. */
  add(key: string, job: Job): void {
    this.#waiting.delete(key);
    this.#waiting.set(key, job);
    const [first] = this.#waiting.keys();
    if (this.#waiting.size > this.#limit && first !== undefined) {
      this.#waiting.delete(first);
      this.#hasGivenUp = true;
    }
    if (!this.#running) void this.#work();
  }

  /** Forgets what waits and stops what runs. */
  clear(): void {
    this.#waiting.clear();
    this.#hasGivenUp = false;
    this.#running?.abort();
  }

  async #work(): Promise<void> {
    for (;;) {
      const latest = [...this.#waiting].at(-1);
      if (!latest) break;
      const [key, job] = latest;
      this.#waiting.delete(key);
      this.#running = new AbortController();
      await job(this.#running.signal);
    }
    this.#running = undefined;
    if (!this.#hasGivenUp) return;
    this.#hasGivenUp = false;
    this.#onGivenUp();
  }
}
