import * as z from "zod";
import { StoredBytes } from "../model/artifact.ts";
import { ParameterValue, RunCommand } from "../model/recipe.ts";
import {
  EndStatus,
  LoggedModelStatus,
  LoggedNumber,
  Milliseconds,
  RunArtifactPath,
  RunInput,
  RunKey,
  RunName,
  RunOutput,
  RunTagValue,
} from "../model/run.ts";

/**
 * One line of the log of a run, `.model-registry/runs/<run>.jsonl`: JSON in UTF-8. A reader passes
 * over lines that it does not understand. Every line may stand there twice, as a writer repeats
 * what it can't be sure to have written; applying it again changes nothing but counts of values.
 */

const at = Milliseconds;
const ModelId = z.string().min(1).max(256);

const Start = z.lazy(() =>
  z.object({
    kind: z.literal("start"),
    at,
    name: RunName.optional(),
    experiment: z.string().min(1).max(500).optional(),
    user: z.string().max(256).optional(),
    command: RunCommand.optional(),
    /**
     * Process that does the training, on this machine; the run counts as interrupted once it has
     * ended.
     */
    process: z.string().max(64).optional(),
    /** Seconds between signs of life: the times of the file are renewed at least so often. */
    heartbeat: z.int().min(1).max(86_400).optional(),
  }),
);

/** It runs again, or for the first time if it was only scheduled. */
const Resume = z.lazy(() =>
  z.object({
    kind: z.literal("resume"),
    at,
    process: z.string().max(64).optional(),
    heartbeat: z.int().min(1).max(86_400).optional(),
  }),
);

/** Values of metrics at one step. */
export const MetricsLine = z.lazy(() =>
  z.object({
    kind: z.literal("metrics"),
    at,
    step: z.int(),
    values: z.record(RunKey, LoggedNumber),
    /** The logged model that they are of, besides the run. */
    model: ModelId.optional(),
    dataset: z
      .object({ name: z.string().max(500), digest: z.string().max(256).optional() })
      .optional(),
  }),
);
export type MetricsLine = z.infer<typeof MetricsLine>;

const Parameters = z.object({
  kind: z.literal("parameters"),
  at,
  values: z.record(RunKey, ParameterValue),
});

/** `null` removes a tag. */
const Tags = z.object({
  kind: z.literal("tags"),
  at,
  values: z.record(RunKey, RunTagValue.nullable()),
});

const Name = z.object({ kind: z.literal("name"), at, name: RunName });
const Inputs = z.lazy(() =>
  z.object({
    kind: z.literal("inputs"),
    at,
    inputs: z.array(RunInput).max(1000),
    /** Logged models that it used. */
    models: z.array(ModelId).max(1000).optional(),
  }),
);
const Outputs = z.object({ kind: z.literal("outputs"), at, outputs: z.array(RunOutput).max(1000) });

/** A file whose bytes are in the content store. */
const Artifact = z.lazy(() =>
  z.object({
    kind: z.literal("artifact"),
    at,
    path: RunArtifactPath,
    model: ModelId.optional(),
    bytes: StoredBytes,
  }),
);

/** Removes a file, or all files of a folder. */
const ArtifactRemoved = z.lazy(() =>
  z.object({
    kind: z.literal("artifact-removed"),
    at,
    path: RunArtifactPath,
    model: ModelId.optional(),
  }),
);

/** Makes a logged model or changes it; `null` removes a tag. */
const Model = z.lazy(() =>
  z.object({
    kind: z.literal("model"),
    at,
    id: ModelId,
    name: z.string().max(500).optional(),
    status: LoggedModelStatus.optional(),
    statusMessage: z.string().max(5000).optional(),
    type: z.string().max(250).optional(),
    parameters: z.record(RunKey, z.string().max(6000)).optional(),
    tags: z.record(RunKey, RunTagValue.nullable()).optional(),
  }),
);
const ModelRemoved = z.object({ kind: z.literal("model-removed"), at, id: ModelId });

/** Stored git state and environment: JSON of a `RunContext`. */
const Context = z.object({ kind: z.literal("context"), at, bytes: StoredBytes });

/** The run has ended. The log is sealed up to and with this line. */
const End = z.lazy(() =>
  z.object({
    kind: z.literal("end"),
    at,
    status: EndStatus,
    /** Tells this line from every other one. */
    seal: z.string().min(1).max(64),
  }),
);

export const RunLogLine = z.lazy(() =>
  z.discriminatedUnion("kind", [
    Start,
    Resume,
    MetricsLine,
    Parameters,
    Tags,
    Name,
    Inputs,
    Outputs,
    Artifact,
    ArtifactRemoved,
    Model,
    ModelRemoved,
    Context,
    End,
  ]),
);
export type RunLogLine = z.infer<typeof RunLogLine>;

/** Parses a line; undefined for what is no line of this release. */
export function parseRunLogLine(text: string): RunLogLine | undefined {
  const value = parseJson(text);
  if (isPlainMetricsLine(value)) return value;
  return RunLogLine.safeParse(value).data;
}

/** Returns a line without its newline. */
export function encodeRunLogLine(line: RunLogLine): string {
  return JSON.stringify(line);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns whether a value is a line of metrics as most are, of finite numbers and nothing else: the
 * schema takes many times as long, and a log has millions of them.
 */
function isPlainMetricsLine(value: unknown): value is MetricsLine {
  if (!isObject(value) || !("kind" in value) || value.kind !== "metrics") return false;
  if (!("at" in value && "step" in value && "values" in value)) return false;
  if (Object.keys(value).length !== 4 || !isObject(value.values)) return false;
  if (!isInteger(value.at) || value.at < 0 || value.at > 8.64e15) return false;
  return isInteger(value.step) && Object.entries(value.values).every(isPlainValue);
}

function isPlainValue([key, value]: readonly [string, unknown]): boolean {
  return key !== "" && key.length <= 250 && key !== "__proto__" && Number.isFinite(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
