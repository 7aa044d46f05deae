import { toLoggedNumber, type LoggedNumber, type RunInput } from "../../core/model/run.ts";
import { parameterText } from "../../core/runs/run-search.ts";
import type { Run, ShownStatus } from "../../core/runs/run.ts";
import { pairsOf, type Pair } from "../http/fields.ts";
import { artifactRoot, wireExperimentId } from "./experiment-id.ts";

/** Tag by which MLflow's clients name a run. */
export const runNameTag = "mlflow.runName";

const statuses: Readonly<Record<ShownStatus, string>> = {
  scheduled: "SCHEDULED",
  running: "RUNNING",
  finished: "FINISHED",
  failed: "FAILED",
  killed: "KILLED",
  // Nobody said how it ended.
  interrupted: "KILLED",
  ended: "FINISHED",
};

/** Data of a run that most answers have (RunInfo in mlflow/protos/service.proto). */
export interface WireRunInfo {
  readonly run_id: string;
  readonly run_uuid: string;
  readonly run_name: string;
  readonly experiment_id: string;
  readonly user_id: string;
  readonly status: string;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly artifact_uri: string;
  readonly lifecycle_stage: "active" | "deleted";
}

export function wireRunInfo({ id, experiment, status, isDeleted, state }: Run): WireRunInfo {
  return {
    run_id: id,
    run_uuid: id,
    run_name: state.name ?? "",
    experiment_id: wireExperimentId(experiment),
    user_id: state.user ?? "",
    status: statuses[status],
    ...(state.start !== undefined && { start_time: state.start }),
    ...(state.end !== undefined && { end_time: state.end }),
    artifact_uri: `${artifactRoot(experiment)}/${encodeURIComponent(id)}/artifacts`,
    lifecycle_stage: isDeleted ? "deleted" : "active",
  };
}

/** A value of a metric as MLflow writes it. */
export interface WireMetric {
  readonly key: string;
  readonly value: LoggedNumber;
  readonly timestamp: number;
  readonly step: number;
}

/** Returns a run with all that it logged, as MLflow writes it. */
export function wireRun(run: Run): object {
  const { state } = run;
  const tags = {
    ...Object.fromEntries(state.tags),
    ...(state.name !== undefined && { [runNameTag]: state.name }),
  };
  return {
    info: wireRunInfo(run),
    data: {
      metrics: [...state.metrics].map(([key, { last, at, step }]): WireMetric => ({
        key,
        value: toLoggedNumber(last),
        timestamp: at,
        step,
      })),
      params: [...state.parameters].map(([key, value]): Pair => ({
        key,
        value: parameterText(value),
      })),
      tags: pairsOf(tags),
    },
    inputs: {
      dataset_inputs: [...state.inputs.values()].map(wireInput),
      model_inputs: [...state.modelInputs].map((model) => ({ model_id: model })),
    },
    outputs: {
      model_outputs: [...state.outputs.values()].map(({ model, step = 0 }) => ({
        model_id: model,
        step,
      })),
    },
  };
}

function wireInput({ name, digest, sourceType, source, schema, profile, tags }: RunInput): object {
  return {
    tags: pairsOf(tags ?? {}),
    dataset: {
      name,
      digest,
      source_type: sourceType ?? "",
      source: source ?? "",
      ...(schema !== undefined && { schema }),
      ...(profile !== undefined && { profile }),
    },
  };
}
