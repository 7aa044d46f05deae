import type { Source, Surroundings } from "../contract/source.ts";
import { TimeLimit } from "./time-limit.ts";

const headLimit = 64 * 1024;

/** Sources that count what is read from them and stop when the time is over. */
export interface ReadWatch {
  readonly signal: AbortSignal;
  source(source: Source): Source;
  surroundings(surroundings: Surroundings): Surroundings;
  bytesRead(): number;
  /** Milliseconds that are left of the time limit. */
  restOfTime(): number;
  /**
   * Returns true if an error was thrown because the time is over, not because the user cancelled.
   */
  isOver(error: unknown): boolean;
}

/**
 * Runs an inspection that reads within `timeLimit` milliseconds, see `TimeLimit`; `cancelled` is the
 * person's signal. The clock is looked at before every read.
 */
export async function watchReads<T>(
  {
    cancelled,
    timeLimit,
  }: { readonly cancelled: AbortSignal | undefined; readonly timeLimit: number },
  body: (watch: ReadWatch) => Promise<T>,
): Promise<T> {
  const limit = new TimeLimit(timeLimit);
  const timeIsOver = new Error(`${timeLimit} ms are over`);
  const over = new AbortController();
  const lookAtClock = (): void => {
    if (limit.rest === 0) over.abort(timeIsOver);
  };
  // A few compressed bytes may take long without a read.
  const lookAgain = (): void => {
    lookAtClock();
    if (!over.signal.aborted) timer = setTimeout(lookAgain, Math.ceil(limit.rest)).unref();
  };
  let timer = setTimeout(lookAgain, Math.ceil(timeLimit)).unref();
  try {
    return await body({
      ...countReads(AbortSignal.any([over.signal, ...(cancelled ? [cancelled] : [])]), lookAtClock),
      restOfTime: () => limit.rest,
      isOver: (error) => error === timeIsOver,
    });
  } finally {
    clearTimeout(timer);
  }
}

function countReads(
  signal: AbortSignal,
  beforeRead: () => void,
): Pick<ReadWatch, "signal" | "source" | "surroundings" | "bytesRead"> {
  let bytesRead = 0;

  function watch(source: Source): Source {
    // Every format looks at the first bytes: they are read once.
    let head: Uint8Array = new Uint8Array();
    return {
      name: source.name,
      size: source.size,
      async read(offset, length) {
        beforeRead();
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
  };
}
