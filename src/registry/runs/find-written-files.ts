import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file or folder with metrics by step that a training program seems to have written. */
export interface WrittenFile {
  /** Absolute. */
  readonly path: string;
  /** Files of one source hold the same metrics, as every checkpoint has the log until then. */
  readonly source: string;
  /** Changes whenever the file does. */
  readonly state: string;
}

/** Names of logs with a value a step: Lightning's `metrics.csv`, Keras' `training.log`, `results.csv`. */
const tableName = /(?:log|history|metric|progress|result|train|loss)[^/]*\.(?:csv|tsv|jsonl)$/i;
const trainerState = "trainer_state.json";
const dvclive = "dvclive";

/** Folders in which nobody looks for what a training program writes. */
const passedOver = /^(?:\..*|node_modules|__pycache__|mlruns|mlartifacts|wandb|s?venv|env|data)$/i;
/** Deep enough for `lightning_logs/version_3/metrics.csv` and `out/checkpoint-500/trainer_state.json`. */
const maxDepth = 3;
/** Entries that are looked at. */
const maxEntries = 5_000;
const maxFiles = 50;

/** Files that a program just wrote may be older than its start by the clock of a network disk. */
const tolerance = 2_000;

/**
 * Finds the metrics by step that were written below a folder since a moment: the folder `dvclive`,
 * `trainer_state.json` of Transformers, tables and JSON lines that are called like logs.
 *
 * @param since milliseconds since the epoch
 */
export async function findWrittenFiles(
  folder: string,
  since: number,
): Promise<readonly WrittenFile[]> {
  const found: WrittenFile[] = [];
  let left = maxEntries;
  const walk = async (place: string, depth: number): Promise<void> => {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if ((left -= 1) < 0 || found.length >= maxFiles) return;
      const path = join(place, entry.name);
      if (entry.isDirectory()) {
        if (entry.name === dvclive) await add(path, path);
        else if (depth < maxDepth && !passedOver.test(entry.name)) await walk(path, depth + 1);
      } else if (entry.isFile()) {
        if (entry.name === trainerState) await add(path, trainerState);
        else if (tableName.test(entry.name)) await add(path, path);
      }
    }
  };
  const add = async (path: string, source: string): Promise<void> => {
    const written = await writtenState(path);
    if (isSince(written, since)) found.push({ path, source, state: written.state });
  };
  await walk(folder, 0);
  return found;
}

/** State of a file or folder, and when it was written last. */
interface WrittenState {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: string;
}

/** Returns true for what was written since a moment. */
export function isSince(written: WrittenState | undefined, since: number): written is WrittenState {
  return written !== undefined && written.at >= since - tolerance;
}

/** Returns when a file, or the last file in a folder, was written, and a text that tells its states apart. */
export async function writtenState(path: string): Promise<WrittenState | undefined> {
  const own = await stat(path).catch(() => undefined);
  if (!own) return undefined;
  if (!own.isDirectory()) return { at: own.mtimeMs, state: `${own.mtimeMs} ${own.size}` };
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .slice(0, maxEntries)
      .filter((entry) => entry.isFile())
      .map((entry) => stat(join(entry.parentPath, entry.name)).catch(() => undefined)),
  );
  let [at, size] = [own.mtimeMs, 0];
  for (const file of files) {
    at = Math.max(at, file?.mtimeMs ?? 0);
    size += file?.size ?? 0;
  }
  return { at, state: `${at} ${size} ${files.length}` };
}
