import { fromLoggedNumber, runLimits } from "../model/run.ts";
import { changedModel, isLater, removeModel, withMetrics } from "./logged-model-state.ts";
import type { MetricsLine, RunLogLine } from "./run-log-line.ts";
import { artifactKey, putWithin, type MetricRange, type RunState } from "./run-state.ts";

/**
 * Applies a line to the state of its run. Lines from anywhere never fail: what is beyond the limits
 * is left out. A parameter keeps its first value; the last value of a metric is the one of the
 * highest step, then time, then value, as in MLflow, whatever the order of lines.
 */
export function applyRunLogLine(state: RunState, line: RunLogLine): void {
  state.lastAt = Math.max(state.lastAt, line.at);
  switch (line.kind) {
    case "metrics":
      applyMetrics(state, line);
      return;
    case "parameters":
    case "tags":
      applyValues(state, line);
      return;
    case "inputs":
      for (const input of line.inputs) {
        putWithin(state.inputs, `${input.name}\u0000${input.digest}`, input, runLimits.inputs);
      }
      for (const model of line.models ?? []) {
        if (state.modelInputs.size < runLimits.modelInputs) state.modelInputs.add(model);
      }
      return;
    case "outputs":
      for (const output of line.outputs) {
        putWithin(state.outputs, output.model, output, runLimits.outputs);
      }
      return;
    case "artifact":
    case "artifact-removed":
      applyArtifact(state, line);
      return;
    case "model":
      putWithin(
        state.models,
        line.id,
        changedModel(state.models.get(line.id), line),
        runLimits.models,
      );
      return;
    case "model-removed":
      removeModel(state, line.id);
      return;
    default:
      applyLife(state, line);
  }
}

type LineOf<K extends RunLogLine["kind"]> = Extract<RunLogLine, { kind: K }>;

function applyValues(state: RunState, line: LineOf<"parameters" | "tags">): void {
  if (line.kind === "parameters") {
    for (const [key, value] of Object.entries(line.values)) {
      if (!state.parameters.has(key)) putWithin(state.parameters, key, value, runLimits.parameters);
    }
    return;
  }
  for (const [key, value] of Object.entries(line.values)) {
    if (value === null) state.tags.delete(key);
    else putWithin(state.tags, key, value, runLimits.tags);
  }
}

function applyLife(
  state: RunState,
  line: LineOf<"start" | "resume" | "name" | "context" | "end">,
): void {
  switch (line.kind) {
    case "start":
      state.start ??= line.at;
      state.name = line.name ?? state.name;
      state.user = line.user ?? state.user;
      begin(state, line);
      return;
    case "resume":
      begin(state, line);
      return;
    case "name":
      state.name = line.name;
      return;
    case "context":
      state.context = line.bytes;
      return;
    case "end":
      state.status = line.status;
      state.end = line.at;
  }
}

function begin(state: RunState, line: LineOf<"start" | "resume">): void {
  state.status = "running";
  state.end = undefined;
  state.process = line.process;
  state.heartbeat = line.heartbeat;
}

function applyMetrics(state: RunState, line: MetricsLine): void {
  const { at, step, values, model } = line;
  for (const [key, logged] of Object.entries(values)) {
    const value = fromLoggedNumber(logged);
    const known = state.metrics.get(key);
    putWithin(state.metrics, key, extended(known, value, step, at), runLimits.metrics);
  }
  const logged = model === undefined ? undefined : state.models.get(model);
  if (logged) state.models.set(logged.id, withMetrics(logged, line));
}

function extended(
  known: MetricRange | undefined,
  value: number,
  step: number,
  at: number,
): MetricRange {
  const [low, high] = Number.isNaN(value) ? [Infinity, -Infinity] : [value, value];
  if (!known) return { last: value, lowest: low, highest: high, step, at, count: 1 };
  const isLast = isLater({ step, at, value }, { ...known, value: known.last });
  return {
    last: isLast ? value : known.last,
    step: isLast ? step : known.step,
    at: isLast ? at : known.at,
    lowest: Math.min(known.lowest, low),
    highest: Math.max(known.highest, high),
    count: known.count + 1,
  };
}

function applyArtifact(state: RunState, line: LineOf<"artifact" | "artifact-removed">): void {
  const { path, model, at } = line;
  if (line.kind === "artifact") {
    const artifact = { path, bytes: line.bytes, at, ...(model !== undefined && { model }) };
    putWithin(state.artifacts, artifactKey(path, model), artifact, runLimits.artifacts);
    return;
  }
  for (const [key, artifact] of state.artifacts) {
    if (artifact.model !== model) continue;
    if (artifact.path === path || artifact.path.startsWith(`${path}/`)) state.artifacts.delete(key);
  }
}
