import { performance } from "node:perf_hooks";

/** Number of times the limit may pass by the clock, however little of it this process was given. */
const largestSlowdown = 12;

/**
 * Limit on the time that an inspection takes. Time in which other programs have the processor does
 * not count, for that a machine is busy must not make a file unreadable; that of a disk which does
 * not answer counts in the end.
 */
export class TimeLimit {
  readonly #limit: number;
  readonly #began = performance.now();
  readonly #usage = process.cpuUsage();

  /** @param limit milliseconds */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Milliseconds that are left; 0 if the time is over. */
  get rest(): number {
    const passed = performance.now() - this.#began;
    const { user, system } = process.cpuUsage(this.#usage);
    const spent = Math.max(Math.min(passed, (user + system) / 1000), passed / largestSlowdown);
    return Math.max(0, this.#limit - spent);
  }
}
