import type { StoredBytes } from "../model/artifact.ts";
import type { ParameterValue } from "../model/recipe.ts";
import type { LoggedModel, RunArtifact, RunInput, RunOutput, RunStatus } from "../model/run.ts";

/** A metric in short, as numbers. */
export interface MetricRange {
  readonly last: number;
  /** Infinite the other way round if no value is a number. */
  readonly lowest: number;
  readonly highest: number;
  readonly step: number;
  readonly at: number;
  readonly count: number;
}

/** State of a run: what its log says, line by line. Times are milliseconds since the epoch. */
export interface RunState {
  name: string | undefined;
  user: string | undefined;
  status: RunStatus;
  start: number | undefined;
  end: number | undefined;
  /** Process that does the training, and seconds between its signs of life. */
  process: string | undefined;
  heartbeat: number | undefined;
  /** Time of the newest line. */
  lastAt: number;
  context: StoredBytes | undefined;
  readonly parameters: Map<string, ParameterValue>;
  readonly tags: Map<string, string>;
  readonly metrics: Map<string, MetricRange>;
  /** By name and digest. */
  readonly inputs: Map<string, RunInput>;
  /** Logged models that it used. */
  readonly modelInputs: Set<string>;
  /** By logged model. */
  readonly outputs: Map<string, RunOutput>;
  /** By `artifactKey`. */
  readonly artifacts: Map<string, RunArtifact>;
  readonly models: Map<string, LoggedModel>;
}

export function emptyRunState(): RunState {
  return {
    name: undefined,
    user: undefined,
    status: "running",
    start: undefined,
    end: undefined,
    process: undefined,
    heartbeat: undefined,
    lastAt: 0,
    context: undefined,
    parameters: new Map(),
    tags: new Map(),
    metrics: new Map(),
    inputs: new Map(),
    modelInputs: new Set(),
    outputs: new Map(),
    artifacts: new Map(),
    models: new Map(),
  };
}

/** Returns the key of an artifact among all of a run and of the models that it logged. */
export function artifactKey(path: string, model?: string): string {
  return model === undefined ? path : `${model}\u0000${path}`;
}

/** Sets an entry unless there are too many. */
export function putWithin<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  if (map.size < limit || map.has(key)) map.set(key, value);
}
