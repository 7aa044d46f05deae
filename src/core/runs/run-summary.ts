import {
  fromLoggedNumber,
  toLoggedNumber,
  type LoggedNumber,
  type RunSummary,
} from "../model/run.ts";
import { artifactKey, type RunState } from "./run-state.ts";

/** Returns what is recorded of a run when it ends. */
export function summaryOf(state: RunState): RunSummary {
  return {
    ...(state.name !== undefined && { name: state.name }),
    ...(state.user !== undefined && { user: state.user }),
    parameters: Object.fromEntries(state.parameters),
    tags: Object.fromEntries(state.tags),
    metrics: Object.fromEntries(
      [...state.metrics].map(([key, { last, lowest, highest, step, at, count }]) => [
        key,
        {
          last: toLoggedNumber(last),
          ...(lowest <= highest && {
            lowest: toLoggedNumber(lowest),
            highest: toLoggedNumber(highest),
          }),
          step,
          at,
          count,
        },
      ]),
    ),
    inputs: [...state.inputs.values()],
    ...(state.modelInputs.size > 0 && { modelInputs: [...state.modelInputs] }),
    outputs: [...state.outputs.values()],
    artifacts: [...state.artifacts.values()],
    models: [...state.models.values()],
    ...(state.context && { context: state.context }),
  };
}

/** Applies what was recorded when a run ended: the inverse of `summaryOf`. */
export function applySummary(state: RunState, summary: RunSummary): void {
  state.name = summary.name ?? state.name;
  state.user = summary.user ?? state.user;
  state.context = summary.context ?? state.context;
  fill(state.parameters, Object.entries(summary.parameters));
  fill(state.tags, Object.entries(summary.tags));
  const number = (value: LoggedNumber | undefined, absent: number): number =>
    value === undefined ? absent : fromLoggedNumber(value);
  fill(
    state.metrics,
    Object.entries(summary.metrics).map(([key, { last, lowest, highest, ...rest }]) => {
      const range = { lowest: number(lowest, Infinity), highest: number(highest, -Infinity) };
      return [key, { last: fromLoggedNumber(last), ...range, ...rest }];
    }),
  );
  fill(
    state.inputs,
    summary.inputs.map((input) => [`${input.name}\u0000${input.digest}`, input]),
  );
  state.modelInputs.clear();
  for (const model of summary.modelInputs ?? []) state.modelInputs.add(model);
  fill(
    state.outputs,
    summary.outputs.map((output) => [output.model, output]),
  );
  fill(
    state.artifacts,
    summary.artifacts.map((artifact) => [artifactKey(artifact.path, artifact.model), artifact]),
  );
  fill(
    state.models,
    summary.models.map((model) => [model.id, model]),
  );
}

function fill<V>(map: Map<string, V>, entries: readonly (readonly [string, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
