import type { ExperimentId, ExperimentName, RunId } from "../model/run.ts";
import type { Experiment, RecordedRun } from "./run.ts";

/** Experiments and runs after the last event applied, deleted ones too. */
export interface RunsOnRecord {
  experiment(id: ExperimentId): Experiment | undefined;
  experimentNamed(name: ExperimentName): Experiment | undefined;
  run(id: RunId): RecordedRun | undefined;
}
