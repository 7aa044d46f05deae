import type { ExaminationRequest, FileExamination } from "../registry/examine-file.ts";
import type { FileStatus } from "../registry/file-status.ts";
import { LatestFirst } from "./latest-first.ts";
import { Recent } from "./recent.ts";

/** Files that wait to be examined: more than any screen shows. */
const maxWaiting = 256;
/** Examinations that are remembered. */
const maxKnown = 10_000;

type Examine = (request: ExaminationRequest, signal: AbortSignal) => Promise<FileExamination>;

/** What was found in a file, for as long as it is what it was then and the question is the same. */
interface Known {
  readonly about: string;
  readonly found: FileExamination;
}

/**
 * What reading tells of files that VS Code shows. It answers at once with what is known; what is not
 * known is examined later, one file at a time.
 */
export class FileExaminations {
  readonly #examine: Examine;
  readonly #onFound: (path: string) => void;
  readonly #known = new Recent<Known>(maxKnown);
  readonly #queue: LatestFirst;

  /**
   * `onFound` is told that there is an answer now; `onGivenUp` that some files were given up, because
   * too many were waiting, and may be asked for again. `examine` must not fail.
   */
  constructor(examine: Examine, onFound: (path: string) => void, onGivenUp: () => void) {
    this.#examine = examine;
    this.#onFound = onFound;
    this.#queue = new LatestFirst(maxWaiting, onGivenUp);
  }

  /** What is known of a file in this state; nothing as long as it has not been examined. */
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
