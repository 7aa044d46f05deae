import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { SegmentId } from "../../core/events/observation-events.ts";
import type { StoredBytes } from "../../core/model/artifact.ts";
import {
  decodePeriods,
  ObservationTable,
  type ObservedPeriod,
} from "../../core/observations/observation-table.ts";
import { parseObservation } from "../../core/observations/observation.ts";
import { LruCache } from "../../core/text/lru-cache.ts";
import { isErrno } from "../files/errno.ts";
import { withRegistryLock } from "../files/registry-lock.ts";
import { requireRealFolder, writeProblem, type RegistryPaths } from "../files/registry-paths.ts";
import { appendToLog, createLog, syncLog } from "../logs/append-to-log.ts";
import { eachLine, readLogLines } from "../logs/read-log-lines.ts";
import {
  closeLive,
  liveObservations,
  observationFiles,
  type ObservationFile,
} from "./observation-files.ts";

/** State of a file that has been read in part. */
interface Followed {
  readonly table: ObservationTable;
  offset: number;
}

/** Observations of a file that is not sealed, by minute. */
export interface UnsealedPart {
  readonly segment: SegmentId | undefined;
  readonly periods: readonly ObservedPeriod[];
}

/** Milliseconds after which what was recorded is on the disk. */
const syncAfter = 1000;

/**
 * Observations that are not sealed, followed from where they were read last, and aggregates of
 * sealed ones that were read before. Nothing in the files is trusted: what is no line is passed over.
 */
export class ObservationLogs {
  readonly #paths: RegistryPaths;
  readonly #followed = new Map<number, Followed>();
  readonly #sealed = new LruCache<readonly ObservedPeriod[]>(64);
  #syncTimer: NodeJS.Timeout | undefined;

  constructor(paths: RegistryPaths) {
    this.#paths = paths;
  }

  /**
   * Appends lines in one write. Writers take turns, by a lock of their own: no line is lost or
   * doubled when the file is closed.
   *
   * @param lines whole ones, each with its newline
   * @returns the size of the file, and when it was made
   * @throws RegistryError `read-only`, `busy`, `file-problem`
   */
  append(lines: string): Promise<Pick<ObservationFile, "size" | "madeAt">> {
    return this.#locked(async () => {
      const path = liveObservations(this.#paths);
      const place =
        (await appendToLog(path, lines)) ??
        (await createLog(path, this.#paths.observations).then(() => appendToLog(path, lines)));
      if (!place) throw new Error(`${path} is no file`);
      this.#syncSoon();
      const live = (await observationFiles(this.#paths)).find(({ segment }) => !segment);
      return { size: place.after, madeAt: live?.madeAt ?? Date.now() };
    });
  }

  /**
   * Closes the file to which is appended, so that it can be sealed.
   *
   * @throws RegistryError `read-only`, `busy`, `file-problem`
   */
  close(): Promise<void> {
    return this.#locked(() => closeLive(this.#paths));
  }

  /**
   * Returns all observations in files that are not removed, sealed or not: ask the ledger afterwards
   * which are sealed. So none is missed that is sealed meanwhile.
   */
  async unsealed(): Promise<readonly UnsealedPart[]> {
    for (let tries = 1; ; tries += 1) {
      const files = await observationFiles(this.#paths);
      const parts: UnsealedPart[] = [];
      for (const file of files) {
        const { table } = await this.#follow(file);
        parts.push({ segment: file.segment, periods: table.rows() });
      }
      // One that was closed meanwhile has another name: its observations are not to count twice.
      const isSame = namesOf(await observationFiles(this.#paths)) === namesOf(files);
      if (isSame || tries === maxTries) {
        const there = new Set(files.map(({ inode }) => inode));
        for (const inode of this.#followed.keys()) {
          if (!there.has(inode)) this.#followed.delete(inode);
        }
        return parts;
      }
    }
  }

  /** Returns stored aggregates; `read` reads their bytes. */
  async sealed(
    { sha256 }: StoredBytes,
    read: () => Promise<Uint8Array>,
  ): Promise<readonly ObservedPeriod[]> {
    const known = this.#sealed.get(sha256);
    if (known) return known;
    const periods = decodePeriods(new TextDecoder().decode(await read()));
    this.#sealed.set(sha256, periods);
    return periods;
  }

  /** Waits until all that was appended is on the disk. */
  async sync(): Promise<void> {
    if (this.#syncTimer === undefined) return;
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    await syncLog(liveObservations(this.#paths)).catch(() => undefined);
  }

  #syncSoon(): void {
    this.#syncTimer ??= setTimeout(() => void this.sync(), syncAfter);
    this.#syncTimer.unref();
  }

  async #locked<T>(body: () => Promise<T>): Promise<T> {
    const { observations } = this.#paths;
    try {
      if (!(await requireRealFolder(observations))) await mkdir(observations, { recursive: true });
      const lock = join(observations, "lock");
      return await withRegistryLock({ ...this.#paths, lock }, body);
    } catch (error) {
      throw writeProblem(this.#paths, error);
    }
  }

  /** Reads what was appended to a file since it was read last. */
  async #follow({ path, inode, size }: ObservationFile): Promise<Followed> {
    const known = this.#followed.get(inode);
    const followed =
      known && known.offset <= size ? known : { table: new ObservationTable("minute"), offset: 0 };
    this.#followed.set(inode, followed);
    if (followed.offset === size) return followed;
    const handle = await open(path, "r").catch((error: unknown) => {
      if (isErrno(error, "ENOENT")) return undefined;
      throw error;
    });
    if (!handle) return followed;
    try {
      // Another file may have its name by now.
      if ((await handle.stat()).ino !== inode) return followed;
      followed.offset = await readLogLines(handle, { from: followed.offset }, (text) => {
        addLines(followed.table, text);
      });
    } finally {
      await handle.close();
    }
    return followed;
  }
}

const maxTries = 5;

function namesOf(files: readonly ObservationFile[]): string {
  return files.map(({ segment = "", inode }) => `${segment} ${inode}`).join("\n");
}

function addLines(table: ObservationTable, text: string): void {
  eachLine(text, (line) => {
    const observation = parseObservation(line);
    if (observation) table.add(observation);
  });
}
