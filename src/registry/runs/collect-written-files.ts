import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { readHistoryFile } from "../../provenance/values/history-file.ts";
import type { Histories } from "../../provenance/values/history-series.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import type { Registry } from "../registry.ts";
import { logToRun } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";

/** Files with metrics that training programs write, relative to where they run. */
const historyNames = ["dvclive", "trainer_state.json"];
const metricsNames = ["metrics.json", "metrics.yaml", "metrics.yml"];

export interface WrittenFiles {
  readonly run: RunId;
  /** Where the program ran, absolute. */
  readonly folder: string;
  /** Milliseconds since the epoch: files that were not changed since are not the run's. */
  readonly since: number;
  /** Files or folders with metrics by step that are named, absolute. */
  readonly histories: readonly string[];
}

/**
 * Takes the metrics that a program wrote to files into the log of its run: `dvclive/`,
 * `trainer_state.json`, `metrics.json`, and what is named. Metrics that the program logged itself are
 * left as they are.
 *
 * @returns the names of the files that were taken, and why others were not
 */
export async function collectWrittenFiles(
  registry: Registry,
  { run, folder, since, histories }: WrittenFiles,
): Promise<{ readonly taken: readonly string[]; readonly problems: readonly string[] }> {
  const { state } = await readRun(registry, { run });
  const known = new Set(state.metrics.keys());
  const lines: RunLogLine[] = [];
  const taken: string[] = [];
  const problems: string[] = [];
  const take = async (
    path: string,
    isNamed: boolean,
    read: () => Promise<readonly RunLogLine[]>,
  ): Promise<void> => {
    if (!isNamed && !(await isChangedSince(path, since))) return;
    try {
      const found = await read();
      if (found.length === 0) return;
      lines.push(...found);
      taken.push(basename(path));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (isNamed) problems.push(messageOf(error.refusal));
    }
  };
  const found = historyNames.map((name) => join(folder, name));
  for (const path of new Set([...histories, ...found])) {
    await take(path, histories.includes(path), async () =>
      historyLines(await readHistoryFile(path), known),
    );
  }
  for (const name of metricsNames) {
    const path = join(folder, name);
    await take(path, false, async () => finalLines((await readMetricsFile(path)).metrics, known));
  }
  if (lines.length > 0) await logToRun(registry, { run, lines });
  return { taken, problems };
}

/** Files that a program just wrote may be older than its start by the clock of a network disk. */
const tolerance = 2_000;

async function isChangedSince(path: string, since: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs >= since - tolerance;
}

/** Returns lines of metrics by step; the metrics of one step are on one line. */
function historyLines(histories: Histories, known: Set<string>): readonly RunLogLine[] {
  const at = Date.now();
  const steps = new Map<number, Record<string, number>>();
  for (const [key, { points }] of histories) {
    if (known.has(key)) continue;
    known.add(key);
    for (const [place, value] of points) {
      const step = Math.round(place);
      const values = steps.get(step) ?? {};
      values[key] = value;
      steps.set(step, values);
    }
  }
  return [...steps].map(([step, values]) => ({ kind: "metrics", at, step, values }));
}

function finalLines(
  metrics: Readonly<Record<string, number>>,
  known: Set<string>,
): readonly RunLogLine[] {
  const values = Object.entries(metrics).filter(([key]) => !known.has(key));
  if (values.length === 0) return [];
  for (const [key] of values) known.add(key);
  return [{ kind: "metrics", at: Date.now(), step: 0, values: Object.fromEntries(values) }];
}
