import { setTimeout as delay } from "node:timers/promises";
import type { Registry } from "../registry.ts";

/** Changes of a registry since they were last looked at. */
export class Changes {
  readonly #signal: AbortSignal | undefined;
  readonly #stopWatching: () => void;
  #happened = false;
  #wake: (() => void) | undefined;
  /** True if the last wait ended because its time was over. */
  isOverdue = false;

  constructor(registry: Registry, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#stopWatching = registry.watch(() => {
      this.#happened = true;
      this.#wake?.();
    });
  }

  /** Forgets what has happened: it is looked at now. */
  forget(): void {
    this.#happened = false;
  }

  /** Waits for a change since `forget`, for the signal, or until the time (ms) is over. */
  async next(timeout: number): Promise<void> {
    this.isOverdue = false;
    if (this.#happened) return;
    const waiting = new AbortController();
    const signals = [waiting.signal, ...(this.#signal ? [this.#signal] : [])];
    this.#wake = () => {
      waiting.abort();
    };
    // The timer keeps the process alive; watching alone does not.
    this.isOverdue = await delay(timeout, true, { signal: AbortSignal.any(signals) }).catch(
      () => false,
    );
    this.#wake = undefined;
  }

  /** Stops watching. */
  end(): void {
    this.#stopWatching();
  }
}
