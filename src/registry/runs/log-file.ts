import { mkdir, rm } from "node:fs/promises";
import type { RunId } from "../../core/model/run.ts";
import { requireRealFolder } from "../../storage/files/registry-paths.ts";
import { createLog } from "../../storage/logs/append-to-log.ts";
import { runLogPath } from "../../storage/runs/run-log-files.ts";
import type { Registry } from "../registry.ts";

/**
 * Makes the file of the segment of a run that is not sealed yet. Call it under the lock.
 *
 * @returns a function that removes it
 * @throws RegistryError `file-problem` if the folder of logs is a link
 */
export async function makeLogFile(
  registry: Registry,
  run: RunId,
  segment: number,
): Promise<() => Promise<void>> {
  const { paths } = registry;
  if (!(await requireRealFolder(paths.runs))) await mkdir(paths.runs, { recursive: true });
  const path = runLogPath(paths, run, segment);
  await createLog(path, paths.runs);
  return () => rm(path, { force: true });
}
