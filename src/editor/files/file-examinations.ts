import { LruCache } from "../../core/text/lru-cache.ts";
import type { ExaminationRequest, FileExamination } from "../../registry/files/examine-file.ts";
import type { FileStatus } from "../../registry/files/file-status.ts";
import { LifoQueue } from "./lifo-queue.ts";

/** Files that wait to be examined: more than any screen shows. */
const maxWaiting = 256;
/** Examinations that are remembered. */
const maxKnown = 10_000;

type Examine = (request: ExaminationRequest, signal: AbortSignal) => Promise<FileExamination>;

/** Result for a file; valid while neither the file (by its stamp) nor the question changes. */
interface Known {
  readonly about: string;
  readonly found: FileExamination;
}

/**
 * Results of reading files that VS Code shows. Returns cached results at once; other files are
 * examined later, one at a time.
 */
export class FileExaminations {
  readonly #examine: Examine;
  readonly #onFound: (path: string) => void;
  readonly #known = new LruCache<Known>(maxKnown);
  readonly #queue: LifoQueue;

  /**
   * `onFound` is called when a result is available; `onGivenUp` when files were dropped from the
   * full queue and may be requested again. `examine` must not fail.
   */
  constructor(examine: Examine, onFound: (path: string) => void, onGivenUp: () => void) {
    this.#examine = examine;
    this.#onFound = onFound;
    this.#queue = new LifoQueue(maxWaiting, onGivenUp);
  }

  /** Returns the result for a file in this state; undefined until the file has been examined. */
  of(path: string, status: FileStatus, findsDangers: boolean): FileExamination | undefined {
    const sha256 = status.registered?.bytes === "unsure" ? status.registered.sha256 : undefined;
    const inspects = findsDangers && status.isUnknownModel;
    if (sha256 === undefined && !inspects) return undefined;
    const request = { path, ...(sha256 !== undefined && { sha256 }), inspects };
    const about = [status.stamp, sha256, inspects].join(" ");
    const known = this.#known.get(path);
    if (known?.about === about) return known.found;
    this.#queue.add(path, async (signal) => {
      const found = await this.#examine(request, signal);
      if (signal.aborted) return;
      this.#known.set(path, { about, found });
      this.#onFound(path);
    });
    return undefined;
  }

  /** Gives up what is being examined and what waits for it. */
  clear(): void {
    this.#queue.clear();
  }
}
