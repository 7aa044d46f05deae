import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { untakenPoints, type TakenPoints } from "../../core/runs/written-points.ts";
import { readHistoryFile } from "../../provenance/values/history-file.ts";
import type { Histories } from "../../provenance/values/history-series.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import type { Registry } from "../registry.ts";
import { findWrittenFiles, isSince, writtenState, type WrittenFile } from "./find-written-files.ts";
import { logToRun } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";

/** Files with final metrics that training programs write, relative to where they run. */
const metricsNames = ["metrics.json", "metrics.yaml", "metrics.yml"];

/** Time between two looks; a look at large files may take a tenth of the time at most. */
const intervalMs = 1_000;
const restOfLook = 9;

export interface WrittenFiles {
  readonly run: RunId;
  /** Absolute path of the folder that the program runs in. */
  readonly folder: string;
  /** Milliseconds since the epoch: files that were not changed since are not the run's. */
  readonly since: number;
  /** Files or folders with metrics by step that are named, absolute. */
  readonly histories: readonly string[];
}

/** Names of the files whose metrics were taken, and why others were not. */
export interface TakenFiles {
  readonly taken: readonly string[];
  readonly problems: readonly string[];
}

/** Follows the files of a run until it is told that the program has ended. */
export interface WrittenFilesFollower {
  /** Takes what is left and the final metrics. @throws RegistryError if it can't be logged */
  end(): Promise<TakenFiles>;
}

/** Points of one metric that were taken. */
interface TakenMetric {
  readonly source: string;
  /** Values by step that are in the log of the run. */
  readonly steps: Set<number>;
  /** The last value that was seen, and perhaps not yet written as a whole. */
  last: TakenPoints["last"];
}

/**
 * Takes the metrics that a program writes to files into the log of its run, while it runs:
 * `dvclive/`, `trainer_state.json`, tables with a step, and what is named; at its end `metrics.json`
 * as well. Metrics that the program logs itself are left as they are.
 */
export function followWrittenFiles(registry: Registry, files: WrittenFiles): WrittenFilesFollower {
  const look = new WrittenFilesLook(registry, files);
  const stop = new AbortController();
  const following = follow(look, stop.signal);
  return {
    async end() {
      stop.abort();
      await following;
      return look.last();
    },
  };
}

async function follow(look: WrittenFilesLook, signal: AbortSignal): Promise<void> {
  let rest = intervalMs;
  while (await isOver(rest, signal)) {
    const begin = performance.now();
    await look.next();
    rest = Math.max(intervalMs, restOfLook * (performance.now() - begin));
  }
}

/** Waits; returns false if it was aborted. */
function isOver(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, { signal }).catch(() => false);
}

class WrittenFilesLook {
  readonly #registry: Registry;
  readonly #files: WrittenFiles;
  readonly #metrics = new Map<string, TakenMetric>();
  /** States of files at the last look, by path. */
  readonly #states = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(registry: Registry, files: WrittenFiles) {
    this.#registry = registry;
    this.#files = files;
  }

  /** Takes what is new. What can't be read or logged now is tried again later. */
  async next(): Promise<void> {
    try {
      const own = await this.#ownMetrics();
      for (const file of await this.#written()) {
        // Seen twice in one state, all of it is taken.
        const isKnown = this.#states.get(file.path) === file.state;
        if (isKnown && !this.#hasPending(file.source)) continue;
        this.#states.set(file.path, file.state);
        const histories = await readHistoryFile(file.path).catch(ignoreRefusal);
        if (histories) await this.#take(file, histories, { own, isComplete: false });
      }
    } catch (error) {
      ignoreRefusal(error);
    }
  }

  /** Takes all that is left. */
  async last(): Promise<TakenFiles> {
    const own = await this.#ownMetrics();
    const problems: string[] = [];
    for (const file of await this.#written()) {
      const isNamed = this.#files.histories.includes(file.path);
      const histories = await readHistoryFile(file.path).catch((error: unknown) => {
        if (error instanceof RegistryError && isNamed) problems.push(messageOf(error.refusal));
        ignoreRefusal(error);
      });
      if (histories) await this.#take(file, histories, { own, isComplete: true });
    }
    await this.#takeFinal(own);
    return { taken: [...this.#taken], problems };
  }

  async #written(): Promise<readonly WrittenFile[]> {
    const { folder, since, histories } = this.#files;
    const named = histories.map(async (path) => {
      const state = (await writtenState(path))?.state ?? "";
      return { path, source: path, state };
    });
    const found = await findWrittenFiles(folder, since);
    return [
      ...(await Promise.all(named)),
      ...found.filter(({ path }) => !histories.includes(path)),
    ];
  }

  /** Metrics that the program logged itself. */
  async #ownMetrics(): Promise<ReadonlySet<string>> {
    const { state } = await readRun(this.#registry, { run: this.#files.run });
    return new Set([...state.metrics.keys()].filter((key) => !this.#metrics.has(key)));
  }

  #hasPending(source: string): boolean {
    return [...this.#metrics.values()].some(
      (metric) =>
        metric.source === source && metric.last && !metric.steps.has(Math.round(metric.last[0])),
    );
  }

  /** Logs the values of a file that are not in the log yet; those of one step are on one line. */
  async #take(
    { path, source }: WrittenFile,
    histories: Histories,
    { own, isComplete }: { own: ReadonlySet<string>; isComplete: boolean },
  ): Promise<void> {
    const steps = new Map<number, Record<string, number>>();
    for (const [key, { points }] of histories) {
      if (own.has(key)) continue;
      const metric = this.#metrics.get(key) ?? { source, steps: new Set(), last: undefined };
      if (metric.source !== source) continue;
      this.#metrics.set(key, metric);
      const untaken = untakenPoints(metric, points, isComplete);
      metric.last = points.at(-1);
      for (const [step, value] of untaken) {
        const values = steps.get(step) ?? {};
        values[key] = value;
        steps.set(step, values);
      }
    }
    if (steps.size === 0) return;
    const at = Date.now();
    await this.#log([...steps].map(([step, values]) => ({ kind: "metrics", at, step, values })));
    for (const [step, values] of steps) {
      for (const key of Object.keys(values)) this.#metrics.get(key)?.steps.add(step);
    }
    this.#taken.add(basename(path));
  }

  async #takeFinal(own: ReadonlySet<string>): Promise<void> {
    const { folder, since } = this.#files;
    const logged = new Set(own);
    for (const name of metricsNames) {
      const path = join(folder, name);
      if (!isSince(await writtenState(path), since)) continue;
      const found = await readMetricsFile(path).catch(ignoreRefusal);
      const values = Object.entries(found?.metrics ?? {}).filter(
        ([key]) => !logged.has(key) && !this.#metrics.has(key),
      );
      if (values.length === 0) continue;
      for (const [key] of values) logged.add(key);
      const at = Date.now();
      await this.#log([{ kind: "metrics", at, step: 0, values: Object.fromEntries(values) }]);
      this.#taken.add(name);
    }
  }

  async #log(lines: readonly RunLogLine[]): Promise<void> {
    await logToRun(this.#registry, { run: this.#files.run, lines });
  }
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof RegistryError)) throw error;
  return undefined;
}
