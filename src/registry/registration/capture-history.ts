import { basename, resolve } from "node:path";
import {
  maxHistoryMetrics,
  maxHistoryPoints,
  maxMetricPoints,
  thinned,
  type HistoryDocument,
  type MetricPoints,
  type RecordedHistory,
} from "../../core/model/data/metric-history.ts";
import type { Metrics, MissingFact } from "../../core/model/recipe.ts";
import { count } from "../../core/text/format.ts";
import { fileHistory, readHistoryFile } from "../../provenance/values/history-file.ts";
import { finalValues, type Histories } from "../../provenance/values/history-series.ts";
import { truncate } from "../../provenance/values/truncate.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Task } from "../task.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import { foreignHistory, type KnownOfVersion } from "./foreign-history.ts";
import { unlessFound } from "./unless-found.ts";
import { readWandbHistory } from "./wandb-run.ts";

/** Metrics by step as they were read, before they are stored. */
export interface CapturedHistory {
  readonly metrics: ReadonlyMap<string, MetricPoints>;
  /** The last value of each metric of a file that is no file of metrics by itself. */
  readonly final: Metrics;
  readonly sources: readonly string[];
  readonly missing: readonly MissingFact[];
}

/**
 * Reads metrics by step: of files of metrics those that are logs, and of files that were given or
 * found as histories. Of a metric that two files have, the later file counts. One that was found and
 * is that of another training is left out and reported.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function readHistories(
  folder: string,
  files: Pick<RecipeFiles, "metricsFiles" | "historyFiles" | "loggedHistory" | "found">,
  known: KnownOfVersion,
  { signal }: Task,
): Promise<CapturedHistory> {
  const missing: MissingFact[] = [];
  const metrics = new Map<string, MetricPoints>();
  const sources: string[] = [];
  let final: Metrics = {};
  for (const path of files.metricsFiles) {
    // Whatever is wrong with it is said where its final values are read.
    const found = await fileHistory(resolve(folder, path)).catch(() => undefined);
    if (!found || found.size === 0) continue;
    sources.push(relativePath(folder, path));
    for (const [name, points] of found) metrics.set(name, points);
  }
  for (const path of files.historyFiles ?? []) {
    const found = await unlessFound(files, path, missing, () =>
      readHistory(resolve(folder, path), signal),
    );
    if (!found) continue;
    const foreign = files.found?.includes(path)
      ? await foreignHistory(resolve(folder, path), found, known)
      : undefined;
    if (foreign !== undefined) {
      const reason = `found, and left out: ${foreign}; name it as a metric history to record it`;
      missing.push({ about: basename(path), reason: truncate(reason, 1000) });
      continue;
    }
    sources.push(relativePath(folder, path));
    for (const [name, points] of found) metrics.set(name, points);
    final = { ...final, ...finalValues(found) };
  }
  for (const [name, points] of files.loggedHistory ?? []) metrics.set(name, points);
  return { metrics, final, sources, missing };
}

async function readHistory(path: string, signal: AbortSignal | undefined): Promise<Histories> {
  const ofRun = await readWandbHistory(path, signal);
  return ofRun && ofRun.size > 0 ? ofRun : readHistoryFile(path, signal);
}

/** Stores metrics by step, thinned where they are too many, and returns what a recipe records. */
export async function storeHistory(
  staging: ArtifactStaging,
  { metrics, sources }: CapturedHistory,
  missing: MissingFact[],
): Promise<RecordedHistory | undefined> {
  if (metrics.size === 0) return undefined;
  const kept = [...metrics].slice(0, maxHistoryMetrics);
  const most = Math.min(maxMetricPoints, Math.floor(maxHistoryPoints / kept.length));
  const [about = "history"] = sources;
  if (metrics.size > kept.length) {
    const reason = `the history of ${count(metrics.size - kept.length, "more metric")} is not recorded`;
    missing.push({ about, reason });
  }
  const long = kept.filter(([, { points }]) => points.length > most).map(([name]) => name);
  if (long.length > 0) {
    const names = long.slice(0, 5).join(", ");
    const reason = `of ${names}${long.length > 5 ? "…" : ""} only ${most.toLocaleString("en")} values, evenly spread, are recorded`;
    missing.push({ about, reason: reason.slice(0, 1000) });
  }
  const stored: HistoryDocument = {
    v: 1,
    metrics: Object.fromEntries(
      kept.map(([name, { axis, points }]) => [name, { axis, points: thinned(points, most) }]),
    ),
  };
  const { sha256, size } = await staging.addBytes(Buffer.from(JSON.stringify(stored)));
  return {
    sha256,
    size,
    metrics: Object.fromEntries(
      Object.entries(stored.metrics).map(([name, { points }]) => [name, points.length]),
    ),
    sources,
  };
}
