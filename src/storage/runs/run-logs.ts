import { open } from "node:fs/promises";
import type { RunId } from "../../core/model/run.ts";
import { applyRunLogLine } from "../../core/runs/apply-run-log-line.ts";
import { recordedState, type RunRecord } from "../../core/runs/recorded-state.ts";
import { mayRepeat, withoutRepeats } from "../../core/runs/repeated-values.ts";
import {
  encodeRunLogLine,
  parseRunLogLine,
  type RunLogLine,
} from "../../core/runs/run-log-line.ts";
import type { RunState } from "../../core/runs/run-state.ts";
import { isErrno } from "../files/errno.ts";
import { writeProblem, type RegistryPaths } from "../files/registry-paths.ts";
import { appendToLog, syncLog } from "../logs/append-to-log.ts";
import { eachLine, readLogLines } from "../logs/read-log-lines.ts";
import { metricsAtEnd } from "./end-of-log.ts";
import { runLogPath } from "./run-log-files.ts";

/** State of a run with what of its log is not sealed. */
export interface LoggedState {
  readonly state: RunState;
  /** Number of sealed segments that it is based on. */
  readonly sealed: number;
  /** Milliseconds since the epoch: last change of the unsealed log; undefined if there is none. */
  readonly lastSign: number | undefined;
}

/** A file that is being read as it grows. */
interface Followed {
  readonly segment: number;
  readonly inode: number;
  offset: number;
}

interface Entry {
  readonly sealed: number;
  readonly record: RunRecord;
  readonly sealedSize: number;
  state: RunState;
  followed: readonly Followed[];
  lastSign: number | undefined;
  revision: number;
}

/** Milliseconds after which what was logged is on the disk. */
const syncAfter = 1000;

/**
 * Logs of runs that are not sealed, followed from where they were read last. Nothing in them is
 * trusted: what is no line is passed over.
 */
export class RunLogs {
  readonly #paths: RegistryPaths;
  readonly #entries = new Map<RunId, Entry>();
  readonly #queues = new Map<RunId, Promise<unknown>>();
  readonly #unsynced = new Set<string>();
  #syncTimer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> = Promise.resolve();

  constructor(paths: RegistryPaths) {
    this.#paths = paths;
  }

  /** Runs `body` after everything else that was asked for of this run: one thing at a time. */
  serially<T>(run: RunId, body: () => Promise<T>): Promise<T> {
    const result = (this.#queues.get(run) ?? Promise.resolve()).then(body);
    const settled = result.catch(() => undefined);
    this.#queues.set(run, settled);
    void settled.then(() => {
      if (this.#queues.get(run) === settled) this.#queues.delete(run);
    });
    return result;
  }

  /**
   * Returns the state of a run, its unsealed log included.
   *
   * @param sealedSize bytes of the last sealed segment, whose file may still be there
   * @param revision of the ledger of which the record is
   */
  async read(record: RunRecord, sealedSize: number, revision: number): Promise<LoggedState> {
    const { id, segments, finishedEvent } = record.recorded;
    const known = this.#entries.get(id);
    const isCurrent =
      known?.sealed === segments && known.record.recorded.finishedEvent === finishedEvent;
    const entry = isCurrent ? known : newEntry(record, sealedSize);
    entry.revision = revision;
    if (await this.#follow(id, entry)) this.#entries.set(id, entry);
    else this.#entries.delete(id);
    return entry;
  }

  /**
   * Returns the same for a run whose log is being followed; undefined if it isn't, or not any more,
   * or if the ledger has another revision than when it was read.
   */
  async readKnown(run: RunId, revision: number): Promise<LoggedState | undefined> {
    const entry = this.#entries.get(run);
    if (entry && entry.revision !== revision) return undefined;
    if (!entry || !(await this.#follow(run, entry))) {
      this.#entries.delete(run);
      return undefined;
    }
    return entry.followed.some(({ segment }) => segment === entry.sealed + 1) ? entry : undefined;
  }

  /**
   * Appends lines to the log of a run, and applies them if it is being followed. Values of metrics
   * that the end of the log has already are left out.
   *
   * @returns the end of the file, in bytes; undefined if the log has been sealed: nothing counts then
   * @throws RegistryError `read-only`, `file-problem`
   */
  async append(run: RunId, given: readonly RunLogLine[]): Promise<number | undefined> {
    const entry = this.#entries.get(run);
    const segment = (entry?.sealed ?? 0) + 1;
    const path = runLogPath(this.#paths, run, segment);
    const isSure = !entry || !mayRepeat(entry.state, given);
    const lines = isSure ? given : withoutRepeats(given, await metricsAtEnd(path));
    const text = lines.map((line) => `${encodeRunLogLine(line)}\n`).join("");
    const place = await appendToLog(path, text).catch((error: unknown) => {
      throw writeProblem(this.#paths, error);
    });
    if (!place) {
      this.#entries.delete(run);
      return undefined;
    }
    this.#syncSoon(path);
    if (!entry) return place.after;
    const followed = entry.followed.find((each) => each.segment === segment);
    if (followed?.offset === place.before) {
      for (const line of lines) applyRunLogLine(entry.state, line);
      followed.offset = place.after;
    }
    return place.after;
  }

  /** Returns the state of a run at a place of the segment that is not sealed yet, in bytes. */
  async stateUpTo(record: RunRecord, end: number): Promise<RunState> {
    const { id, segments } = record.recorded;
    const entry = this.#entries.get(id);
    const [followed, ...others] = entry?.followed ?? [];
    const isThere = followed?.segment === segments + 1 && followed.offset === end;
    if (entry?.sealed === segments && isThere && others.length === 0) return entry.state;
    const state = recordedState(record);
    const handle = await open(runLogPath(this.#paths, id, segments + 1), "r");
    try {
      await readLogLines(handle, { from: 0, end }, (text) => {
        applyLines(state, text);
      });
    } finally {
      await handle.close();
    }
    return state;
  }

  /** Returns the run that logged a model, of those that are being followed. */
  runOfModel(model: string): RunId | undefined {
    for (const [run, { state }] of this.#entries) if (state.models.has(model)) return run;
    return undefined;
  }

  /** Forgets what was read of a run: it is about to be sealed, or was. */
  forget(run: RunId): void {
    this.#entries.delete(run);
  }

  /** Waits until all that was appended is on the disk. */
  async sync(): Promise<void> {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    const paths = [...this.#unsynced];
    this.#unsynced.clear();
    this.#syncing = this.#syncing.then(async () => {
      for (const path of paths) await syncLog(path).catch(() => undefined);
    });
    await this.#syncing;
  }

  #syncSoon(path: string): void {
    this.#unsynced.add(path);
    this.#syncTimer ??= setTimeout(() => void this.sync(), syncAfter);
    this.#syncTimer.unref();
  }

  /** Reads what was appended since; returns whether there is an unsealed log. */
  async #follow(run: RunId, entry: Entry): Promise<boolean> {
    const segments = [entry.sealed, entry.sealed + 1].filter((segment) => segment > 0);
    const found: Followed[] = [];
    let lastSign: number | undefined;
    for (const segment of segments) {
      const path = runLogPath(this.#paths, run, segment);
      const handle = await open(path, "r").catch((error: unknown) => {
        if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
        throw error;
      });
      if (!handle) continue;
      try {
        const { ino, size, mtimeMs, isFile } = await handle.stat().then((stats) => ({
          ino: stats.ino,
          size: stats.size,
          mtimeMs: stats.mtimeMs,
          isFile: stats.isFile(),
        }));
        const known = entry.followed.find((each) => each.segment === segment);
        const isSame = known?.inode === ino && size >= known.offset;
        const begin = segment === entry.sealed ? entry.sealedSize : 0;
        // Only the bytes behind a sealed part count, and that file is on its way out.
        if (!isFile || size < begin || (segment === entry.sealed && size === begin)) continue;
        const from = isSame ? known.offset : begin;
        const offset =
          size === from
            ? from
            : await readLogLines(handle, { from }, (text) => {
                applyLines(entry.state, text);
              });
        found.push({ segment, inode: ino, offset });
        lastSign = Math.max(lastSign ?? 0, mtimeMs);
      } finally {
        await handle.close();
      }
    }
    const isOther = entry.followed.some(
      ({ segment, inode }) =>
        !found.some((each) => each.segment === segment && each.inode === inode),
    );
    if (isOther) {
      // Another file has taken its place: what was read of it no longer counts.
      entry.state = recordedState(entry.record);
      entry.followed = [];
      return found.length > 0 && this.#follow(run, entry);
    }
    entry.followed = found;
    entry.lastSign = lastSign;
    return found.length > 0;
  }
}

function applyLines(state: RunState, text: string): void {
  eachLine(text, (each) => {
    const line = parseRunLogLine(each);
    if (line) applyRunLogLine(state, line);
  });
}

function newEntry(record: RunRecord, sealedSize: number): Entry {
  return {
    sealed: record.recorded.segments,
    record,
    sealedSize,
    state: recordedState(record),
    followed: [],
    lastSign: undefined,
    revision: -1,
  };
}
