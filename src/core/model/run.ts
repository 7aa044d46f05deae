import * as z from "zod";
import { isPortablePath, StoredBytes } from "./artifact.ts";
import { EventId } from "./ids.ts";
import { ParameterValue } from "./recipe.ts";

/** Nouns of runs and experiments. What a run holds is a superset of what MLflow 3 tracks. */

/** Id of a run, as the tool that made it names it; runs of this registry have 32 hexadecimal digits. */
export const RunId = z.string().min(1).max(256).brand("RunId");
export type RunId = z.infer<typeof RunId>;

/** Id of an experiment: the event that made it. */
export const ExperimentId = EventId.brand("ExperimentId");
export type ExperimentId = z.infer<typeof ExperimentId>;

/** Name of an experiment; at most MLflow's 500 characters, without control characters. */
export const ExperimentName = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]+$/u, "must not have control characters")
  .refine((name) => name.trim() === name, "must not begin or end with a space")
  .brand("ExperimentName");
export type ExperimentName = z.infer<typeof ExperimentName>;

/** The experiment of runs that name none. */
export const defaultExperiment = ExperimentName.parse("Default");

/** Key of a metric, parameter or tag. */
export const RunKey = z.string().min(1).max(250);
export const RunTagValue = z.string().max(65_536);
export const RunName = z.string().min(1).max(500);

/** Time in milliseconds since the epoch. */
export const Milliseconds = z.int().min(0).max(8.64e15);

/** A value of a metric as JSON can hold it. */
export const LoggedNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
export type LoggedNumber = z.infer<typeof LoggedNumber>;

/** Returns a value as JSON can hold it: which has no negative zero, for one. */
export function toLoggedNumber(value: number): LoggedNumber {
  if (Number.isFinite(value)) return value + 0;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** Returns the number that a logged value stands for; a `-0` that a program has written is 0. */
export function fromLoggedNumber(value: LoggedNumber): number {
  return typeof value === "number" ? value + 0 : Number(value);
}

/** States that a run records; `ended` is one that only a newer release knows. */
export const runStatuses = ["scheduled", "running", "finished", "failed", "killed"] as const;
export const RunStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof RunStatus>;
/** States in which a run has ended. */
export const EndStatus = z.enum(["finished", "failed", "killed"]);
export type EndStatus = z.infer<typeof EndStatus>;

/** A dataset that a run read, in the form in which MLflow's clients describe it. */
export const RunInput = z.lazy(() =>
  z
    .object({
      name: z.string().min(1).max(500),
      /** Digest as the logging tool computes it. */
      digest: z.string().min(1).max(256),
      sourceType: z.string().max(256).optional(),
      source: z.string().max(65_536).optional(),
      schema: z.string().max(1_048_576).optional(),
      profile: z.string().max(1_048_576).optional(),
      /** Tags of the use of the dataset: `mlflow.data.context`. */
      tags: z.record(RunKey, RunTagValue).readonly().optional(),
    })
    .readonly(),
);
export type RunInput = z.infer<typeof RunInput>;

const LoggedModelId = z.string().min(1).max(256);

/** A logged model that a run put out, at a step. */
export const RunOutput = z.lazy(() =>
  z.object({ model: LoggedModelId, step: z.int().optional() }).readonly(),
);
export type RunOutput = z.infer<typeof RunOutput>;

export const RunArtifactPath = z
  .string()
  .refine(isPortablePath, "must be a portable relative path");

/** A file that a run logged: of the run itself or of a model that it logged. */
export const RunArtifact = z.lazy(() =>
  z
    .object({
      path: RunArtifactPath,
      /** The logged model that it belongs to. */
      model: LoggedModelId.optional(),
      bytes: StoredBytes,
      /** Milliseconds since the epoch. */
      at: Milliseconds,
    })
    .readonly(),
);
export type RunArtifact = z.infer<typeof RunArtifact>;

export const LoggedModelStatus = z.enum(["pending", "ready", "failed"]);

const LoggedModelMetric = z.lazy(() =>
  z
    .object({
      key: RunKey,
      value: LoggedNumber,
      step: z.int(),
      at: Milliseconds,
      dataset: z
        .object({ name: z.string().max(500), digest: z.string().max(256).optional() })
        .readonly()
        .optional(),
    })
    .readonly(),
);

/** A model that a run logged, as MLflow 3 has them; not yet a version of a registered model. */
export const LoggedModel = z.lazy(() =>
  z
    .object({
      id: LoggedModelId,
      name: z.string().max(500).optional(),
      status: LoggedModelStatus,
      /** `Agent`, `Classifier`. */
      type: z.string().max(250).optional(),
      statusMessage: z.string().max(5000).optional(),
      created: Milliseconds,
      changed: Milliseconds,
      parameters: z.record(RunKey, z.string().max(6000)).readonly(),
      tags: z.record(RunKey, RunTagValue).readonly(),
      /** The last value of each metric and dataset. */
      metrics: z.array(LoggedModelMetric).max(10_000).readonly(),
    })
    .readonly(),
);
export type LoggedModel = z.infer<typeof LoggedModel>;

/** A metric in short: its last value by step and time, and its range. */
export const MetricSummary = z.lazy(() =>
  z
    .object({
      last: LoggedNumber,
      /** Absent if no value is a number. */
      lowest: LoggedNumber.optional(),
      highest: LoggedNumber.optional(),
      /** Of the last value. */
      step: z.int(),
      at: Milliseconds,
      /** Number of values logged. */
      count: z.int().min(1),
    })
    .readonly(),
);
export type MetricSummary = z.infer<typeof MetricSummary>;

/** Largest number of entries of each kind that a run holds. */
export const runLimits = {
  metrics: 20_000,
  parameters: 20_000,
  tags: 20_000,
  inputs: 10_000,
  modelInputs: 10_000,
  outputs: 10_000,
  artifacts: 20_000,
  models: 2_000,
} as const;

/** Summary of what a run logged, without histories. Fields of newer releases are kept. */
export const RunSummary = z.lazy(() =>
  z
    .looseObject({
      name: RunName.optional(),
      user: z.string().max(256).optional(),
      parameters: z.record(RunKey, ParameterValue).readonly(),
      tags: z.record(RunKey, RunTagValue).readonly(),
      metrics: z.record(RunKey, MetricSummary).readonly(),
      inputs: z.array(RunInput).max(runLimits.inputs).readonly(),
      /** Logged models that it used, of this run or of another. */
      modelInputs: z.array(LoggedModelId).max(runLimits.modelInputs).readonly().optional(),
      outputs: z.array(RunOutput).max(runLimits.outputs).readonly(),
      artifacts: z.array(RunArtifact).max(runLimits.artifacts).readonly(),
      models: z.array(LoggedModel).max(runLimits.models).readonly(),
      /** JSON of a `RunContext`. */
      context: StoredBytes.optional(),
    })
    .readonly(),
);
export type RunSummary = z.infer<typeof RunSummary>;
