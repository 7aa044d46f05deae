import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { maxHistoryMetrics } from "../../core/model/data/metric-history.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { fileProblem } from "../files/file-problem.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { fieldSeparator, isTable } from "./csv-separator.ts";
import {
  HistoryBuilder,
  jsonHistory,
  rowHistory,
  tableHistory,
  type Histories,
} from "./history-series.ts";
import { parseNumber } from "./parse-number.ts";
import { parseTable } from "./parse-table.ts";
import { maxTextBytes, readStructuredFile, readStructuredText } from "./read-structured-file.ts";

const maxDepth = 8;

/**
 * Reads metrics by step: a training log (`.csv`, `.tsv`, `.jsonl`) with a column `step` or `epoch`,
 * `trainer_state.json` of Transformers, lists of values by metric as Keras has them, the folder that
 * DVCLive writes, or that of a run of MLflow.
 *
 * @param path absolute
 * @throws RegistryError `file-problem` if it has none, `cancelled`
 */
export async function readHistoryFile(path: string, signal?: AbortSignal): Promise<Histories> {
  const stats = await stat(path).catch(() => undefined);
  const found = stats?.isDirectory()
    ? ((await mlflowHistory(path, signal)) ?? (await dvcliveHistory(path, signal)))
    : await fileHistory(path);
  if (found && found.size > 0) return found;
  throw fileProblem({
    file: basename(path),
    fault: { kind: "no-history" },
    advice: "write-history",
  });
}

/** Returns the histories in a file of metrics; undefined if it has final values alone. */
export async function fileHistory(path: string): Promise<Histories | undefined> {
  if (isTable(path)) {
    const text = await readTextFile(path, maxTextBytes);
    return tableHistory(parseTable(text, fieldSeparator(path, text)));
  }
  if (/\.jsonl$/i.test(path)) {
    const lines = (await readTextFile(path, maxTextBytes)).split(/\r?\n/).filter(Boolean);
    return rowHistory(lines.map((line) => parsedLine(path, line)));
  }
  return /\.json$/i.test(path) ? jsonHistory((await readStructuredFile(path)).content) : undefined;
}

function parsedLine(path: string, line: string): unknown {
  return readStructuredText(basename(path), Buffer.from(line)).content;
}

/**
 * Reads `plots/metrics/**.tsv` of DVCLive (dvc.org/doc/dvclive/how-it-works): a table for each
 * metric, whose name is the path of the file.
 */
async function dvcliveHistory(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Histories | undefined> {
  const root = join(folder, "plots", "metrics");
  const builder = new HistoryBuilder();
  for (const file of (await filesIn(root, /\.tsv$/i)).slice(0, maxHistoryMetrics)) {
    throwIfCancelled(signal);
    const histories = await fileHistory(join(root, file));
    const name = file.replace(/\.tsv$/i, "").replaceAll("/", ".");
    for (const { axis, points } of histories?.values() ?? []) {
      for (const [step, value] of points) builder.add(name, axis, step, value);
    }
  }
  return builder.end();
}

/**
 * Reads the metrics of a run in the folders of MLflow (`mlruns/<experiment>/<run>/metrics/**`, as
 * mlflow/store/tracking/file_store.py writes them): a file for each metric, with lines of time, value
 * and step. Undefined if the folder is none.
 *
 * @param folder that of the run, or its `metrics`
 */
async function mlflowHistory(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Histories | undefined> {
  const run = basename(folder) === "metrics" ? dirname(folder) : folder;
  const meta = await lstat(join(run, "meta.yaml")).catch(() => undefined);
  if (!meta?.isFile()) return undefined;
  const root = join(run, "metrics");
  const builder = new HistoryBuilder();
  for (const file of (await filesIn(root, /./)).slice(0, maxHistoryMetrics)) {
    throwIfCancelled(signal);
    const lines = (await readTextFile(join(root, file), maxTextBytes)).split(/\r?\n/);
    for (const line of lines) {
      const [, value, step] = /^-?\d+ (\S+)(?: (-?\d+))?$/.exec(line) ?? [];
      const number = value === undefined ? undefined : parseNumber(value);
      if (number === undefined || !Number.isFinite(number)) continue;
      builder.add(file, "step", Number(step ?? 0), number);
    }
  }
  return builder.end();
}

/** Returns the files below a folder. Links are not followed: they may lead in circles. */
async function filesIn(
  root: string,
  name: RegExp,
  prefix = "",
  depth = 0,
): Promise<readonly string[]> {
  if (depth > maxDepth) return [];
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.slice(0, maxHistoryMetrics)) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesIn(root, name, path, depth + 1)));
    else if (entry.isFile() && name.test(entry.name)) found.push(path);
  }
  return found.sort();
}
