import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { ExperimentId, RunId } from "../../core/model/run.ts";
import type { ExperimentReference, Run, ShownStatus } from "../../core/runs/run.ts";
import type { Registry } from "../registry.ts";
import { searchRuns } from "./search-runs.ts";

/** A run as lists show it. Times are milliseconds since the epoch. */
export interface RunOutline {
  readonly id: RunId;
  readonly name: string | undefined;
  readonly experiment: ExperimentReference;
  readonly status: ShownStatus;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly user: string | undefined;
  /** The best known metric and its last value. */
  readonly metric:
    { readonly key: string; readonly value: number; readonly step: number } | undefined;
}

/** Returns the newest runs of an experiment that are not deleted, as lists show them. */
export async function runOutlines(
  registry: Registry,
  {
    experiment,
    limit,
    metric,
  }: {
    readonly experiment: ExperimentId;
    readonly limit: number;
    /** The metric to show, where a run has it. */
    readonly metric?: string | undefined;
  },
): Promise<{ readonly runs: readonly RunOutline[]; readonly total: number }> {
  const { runs, total } = await searchRuns(registry, { experiments: [experiment], limit });
  return { runs: runs.map((run) => runOutline(run, metric)), total };
}

/** Returns the newest runs of all experiments that are not deleted, to choose from. */
export async function runChoices(
  registry: Registry,
  { limit }: { readonly limit: number },
): Promise<readonly RunOutline[]> {
  const { runs } = await searchRuns(registry, { limit });
  return runs.map((run) => runOutline(run));
}

/** @param wanted the metric to show, where the run has it */
export function runOutline(run: Run, wanted?: string): RunOutline {
  const { id, experiment, status, state } = run;
  const key =
    wanted !== undefined && state.metrics.has(wanted)
      ? wanted
      : mainMetric([...state.metrics.keys()]);
  const found = key === undefined ? undefined : state.metrics.get(key);
  const metric =
    key === undefined || !found ? undefined : { key, value: found.last, step: found.step };
  const { name, start, end, user } = state;
  return { id, name, experiment, status, start, end, user, metric };
}
