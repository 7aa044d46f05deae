import { performance } from "node:perf_hooks";
import type { Source, Surroundings } from "./source.ts";

const headLimit = 64 * 1024;

/** Sources that count what is read from them and stop when the time is over. */
export interface ReadWatch {
  readonly signal: AbortSignal;
  source(source: Source): Source;
  surroundings(surroundings: Surroundings): Surroundings;
  bytesRead(): number;
  /** Whether this was thrown because the time is over, and not because a person cancelled. */
  isOver(error: unknown): boolean;
}

/**
 * `cancelled` is the person's signal, `timeLimit` in milliseconds. The clock is looked at before
 * every read: a reader that does not read is at its end.
 */
export function watchReads(cancelled: AbortSignal | undefined, timeLimit: number): ReadWatch {
  const deadline = performance.now() + timeLimit;
  const timeIsOver = new Error(`${timeLimit} ms are over`);
  const over = new AbortController();
  // A few compressed bytes may take long without a read.
  const late = AbortSignal.timeout(Math.ceil(timeLimit));
  const signal = AbortSignal.any([over.signal, late, ...(cancelled ? [cancelled] : [])]);
  let bytesRead = 0;

  function watch(source: Source): Source {
    // Every format looks at the first bytes: they are read once.
    let head: Uint8Array = new Uint8Array();
    return {
      name: source.name,
      size: source.size,
      async read(offset, length) {
        if (performance.now() > deadline) over.abort(timeIsOver);
        signal.throwIfAborted();
        if (offset + length <= head.length) return head.subarray(offset, offset + length);
        const bytes = await source.read(offset, length);
        bytesRead += bytes.length;
        if (offset === 0 && bytes.length <= headLimit) head = bytes;
        return bytes;
      },
    };
  }

  return {
    signal,
    source: watch,
    surroundings: (surroundings) => ({
      list: (limit) => surroundings.list(limit),
      open: async (path) => {
        const opened = await surroundings.open(path);
        return typeof opened === "string" ? opened : watch(opened);
      },
    }),
    bytesRead: () => bytesRead,
    isOver: (error) => error === timeIsOver || error === late.reason,
  };
}
