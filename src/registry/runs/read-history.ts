import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { runTitle } from "../../core/runs/decide-run.ts";
import { downsampled, orderedSeries, type MetricSeries } from "../../core/runs/metric-points.ts";
import { readHistory as readLogs } from "../../storage/runs/read-history.ts";
import type { Registry } from "../registry.ts";
import { recordOf } from "./run-record.ts";

export interface HistoryRequest {
  readonly run: RunId;
  readonly keys: readonly string[];
  /** Inclusive. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** Largest number of values of each metric: those that draw the same line. All if absent. */
  readonly points?: number | undefined;
}

/**
 * Returns the values of metrics of a run by key, in order of step, time and value; read from its
 * log. Metrics that it did not log are absent.
 *
 * @throws RegistryError `unknown-run`, `artifact-missing`, `artifact-changed`
 */
export async function readHistory(
  registry: Registry,
  { run, keys, fromStep = -Infinity, toStep = Infinity, points }: HistoryRequest,
): Promise<ReadonlyMap<string, MetricSeries>> {
  const found = await registry.read((state) => recordOf(state, run));
  if (!found) throw new RegistryError({ code: "unknown-run", reason: "run-unknown", run });
  const title = runTitle(found.record.recorded);
  const raw = await readLogs(registry.paths, run, found.segments, keys, title);
  const series = new Map<string, MetricSeries>();
  for (const [key, logged] of raw) {
    if (logged.steps.length === 0) continue;
    const ordered = between(orderedSeries(logged), fromStep, toStep);
    series.set(key, points === undefined ? ordered : downsampled(ordered, Math.max(4, points)));
  }
  return series;
}

function between(series: MetricSeries, from: number, to: number): MetricSeries {
  const { steps } = series;
  if ((steps[0] ?? from) >= from && (steps.at(-1) ?? to) <= to) return series;
  const start = steps.findIndex((step) => step >= from);
  const after = steps.findIndex((step) => step > to);
  const cut = (list: readonly number[]): readonly number[] =>
    start < 0 ? [] : list.slice(start, after < 0 ? undefined : after);
  return { steps: cut(steps), at: cut(series.at), values: cut(series.values) };
}
