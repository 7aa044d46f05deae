import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { fromLoggedNumber, type RunId } from "../../core/model/run.ts";
import { emptySeries, type SeriesBuilder } from "../../core/runs/metric-points.ts";
import { parseRunLogLine } from "../../core/runs/run-log-line.ts";
import { openArtifact, requireSame } from "../artifacts/artifact-store.ts";
import { isErrno } from "../files/errno.ts";
import { artifactPath, type RegistryPaths } from "../files/registry-paths.ts";
import { eachLine, readLogLines } from "../logs/read-log-lines.ts";
import { runLogPath } from "./run-log-files.ts";

/** Values of metrics as they stand in the log, by key. */
export type RawHistory = ReadonlyMap<string, SeriesBuilder>;

/**
 * Reads the values of some metrics of a run from all segments of its log, in the order in which they
 * were logged. Sealed segments are hashed on the way.
 *
 * @param title of the run, for messages
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export async function readHistory(
  paths: RegistryPaths,
  run: RunId,
  segments: readonly StoredBytes[],
  keys: readonly string[],
  title: string,
): Promise<RawHistory> {
  const found = new Map(keys.map((key) => [key, emptySeries()]));
  const marks = keys.map((key) => [`${JSON.stringify(key)}:`, key] as const);
  const onLines = (text: string): void => {
    eachLine(text, (line) => {
      if (!line.startsWith('{"kind":"metrics"')) return;
      if (marks.some(([mark]) => line.includes(mark))) addLine(found, line);
    });
  };
  for (const segment of segments) await readSegment(paths, segment, title, onLines);
  const sealedSize = segments.at(-1)?.size ?? 0;
  if (segments.length > 0) await readFile(paths, run, segments.length, sealedSize, onLines);
  await readFile(paths, run, segments.length + 1, 0, onLines);
  return found;
}

function addLine(found: ReadonlyMap<string, SeriesBuilder>, text: string): void {
  const line = parseRunLogLine(text);
  if (line?.kind !== "metrics") return;
  for (const [key, series] of found) {
    if (!Object.hasOwn(line.values, key)) continue;
    const value = line.values[key];
    if (value === undefined) continue;
    series.steps.push(line.step);
    series.at.push(line.at);
    series.values.push(fromLoggedNumber(value));
  }
}

async function readSegment(
  paths: RegistryPaths,
  segment: StoredBytes,
  title: string,
  onLines: (text: string) => void,
): Promise<void> {
  const log = l10n.t("the log of {0}", title);
  const handle = await openArtifact(artifactPath(paths, segment.sha256), segment, log);
  try {
    const hash = createHash("sha256");
    const size = await readLogLines(handle, { from: 0 }, onLines, (bytes) => hash.update(bytes));
    requireSame(segment, { sha256: digest(hash), size }, log);
  } finally {
    await handle.close();
  }
}

function digest(hash: Hash): Sha256 {
  return Sha256.parse(hash.digest("hex"));
}

async function readFile(
  paths: RegistryPaths,
  run: RunId,
  segment: number,
  from: number,
  onLines: (text: string) => void,
): Promise<void> {
  const handle = await open(runLogPath(paths, run, segment), "r").catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  });
  try {
    if (handle) await readLogLines(handle, { from }, onLines);
  } finally {
    await handle?.close();
  }
}
