import { createReadStream } from "node:fs";
import { lstat, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { RunId } from "../../core/model/run.ts";
import type { ArtifactStaging } from "../artifacts/artifact-staging.ts";
import { isErrno } from "../files/errno.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { temporaryName } from "../files/temporary-name.ts";
import { appendToLog, createLog, syncLog } from "../logs/append-to-log.ts";
import { readLogLines } from "../logs/read-log-lines.ts";
import { runLogPath } from "./run-log-files.ts";

const blockSize = 1024 * 1024;

/**
 * Returns the place behind the line of a log that has this seal.
 *
 * @param before a place behind it, in bytes
 */
async function placeBehindSeal(path: string, seal: string, before: number): Promise<number> {
  const handle = await open(path, "r");
  try {
    // Others may have appended since, little as a rule.
    for (let end = before; end > 0; end -= blockSize) {
      const start = Math.max(0, end - blockSize - 4096);
      const block = Buffer.alloc(end - start);
      await handle.read(block, 0, block.length, start);
      const found = block.lastIndexOf(`"seal":${JSON.stringify(seal)}`);
      const newline = found < 0 ? -1 : block.indexOf("\n", found);
      if (newline >= 0) return start + newline + 1;
    }
  } finally {
    await handle.close();
  }
  throw new Error(`the seal ${seal} is not in ${path}`);
}

/** Copies the log of a run into the content store's staging, up to and with the line of the seal. */
export async function stageSealedLog(
  staging: ArtifactStaging,
  path: string,
  seal: string,
  before: number,
): Promise<StoredBytes> {
  const end = await placeBehindSeal(path, seal, before);
  return staging.addStream(createReadStream(path, { start: 0, end: end - 1 }), {});
}

/**
 * Removes the file of a segment that is sealed. Lines that were appended behind the seal go to the
 * next segment. Call it under the lock.
 *
 * @param size bytes that are sealed
 */
export async function removeSealedLog(
  paths: RegistryPaths,
  run: RunId,
  segment: number,
  size: number,
): Promise<void> {
  const path = runLogPath(paths, run, segment);
  if (!(await lstat(path).catch(() => undefined))?.isFile()) return;
  // Before it is moved, so that they are in one of both whenever this process ends.
  await carryOver(paths, { run, segment }, path, size);
  const aside = join(paths.runs, await temporaryName(run.slice(0, 32)));
  try {
    await rename(path, aside);
  } catch (error) {
    // Windows: a writer has it open. The next call finds it.
    if (isErrno(error, "ENOENT", "EPERM", "EACCES", "EBUSY")) return;
    throw error;
  }
  // From now on writers notice that it is gone, and append what they wrote to the next one.
  await carryOver(paths, { run, segment }, aside, size);
  await rm(aside, { force: true });
}

/** Appends the lines behind the seal to the next segment. Twice is as good as once. */
async function carryOver(
  paths: RegistryPaths,
  { run, segment }: { readonly run: RunId; readonly segment: number },
  path: string,
  size: number,
): Promise<void> {
  const lines = await linesBehind(path, size);
  if (lines === "") return;
  const next = runLogPath(paths, run, segment + 1);
  await createLog(next, paths.runs);
  await appendToLog(next, lines);
  await syncLog(next);
}

async function linesBehind(path: string, size: number): Promise<string> {
  const handle = await open(path, "r");
  try {
    let text = "";
    await readLogLines(handle, { from: size }, (lines) => (text += lines));
    return text;
  } finally {
    await handle.close();
  }
}
