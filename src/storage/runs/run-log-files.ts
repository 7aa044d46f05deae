import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId } from "../../core/model/run.ts";
import { requireRealFolder, type RegistryPaths } from "../files/registry-paths.ts";

/**
 * Files of run logs: `<run>.jsonl` is the first segment, `<run>.2.jsonl` what was logged after that
 * was sealed, and so on. A segment that is sealed is in the content store, and its file is removed.
 */

const fileForm = /^([0-9a-z][0-9a-z_-]{0,127})(?:\.([1-9]\d{0,6}))?\.jsonl$/;

/** Returns whether a run can have a log here: its id names one file on every platform. */
export function isLoggableId(run: string): boolean {
  return fileForm.test(`${run}.jsonl`);
}

/** Returns the path of the file of a segment, from 1 on. */
export function runLogPath(paths: RegistryPaths, run: RunId, segment: number): string {
  return join(paths.runs, segment === 1 ? `${run}.jsonl` : `${run}.${segment}.jsonl`);
}

/**
 * Lists the segments of runs that have a file here, by run, in order. Files with other names are not
 * the registry's own.
 *
 * @throws RegistryError `file-problem` if the folder is a link
 */
export async function runLogFiles(
  paths: RegistryPaths,
): Promise<ReadonlyMap<RunId, readonly number[]>> {
  const found = new Map<RunId, number[]>();
  if (!(await requireRealFolder(paths.runs))) return found;
  for (const name of await readdir(paths.runs)) {
    const [, run, segment = "1"] = fileForm.exec(name) ?? [];
    if (run === undefined) continue;
    const id = RunId.parse(run);
    const segments = found.get(id) ?? [];
    segments.push(Number(segment));
    found.set(id, segments);
  }
  for (const segments of found.values()) segments.sort((a, b) => a - b);
  return found;
}
