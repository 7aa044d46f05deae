import type { RunDeleted, RunFinished, RunRestored, RunStarted } from "../events/run-events.ts";
import type { StoredBytes } from "../model/artifact.ts";
import { Timestamp } from "../model/ids.ts";
import type { ParameterValue, RunCommand } from "../model/recipe.ts";
import { defaultExperiment, runLimits, type RunId } from "../model/run.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { livingExperiment, type ExperimentSelector } from "./decide-experiment.ts";
import type { RunLogLine } from "./run-log-line.ts";
import type { RunState } from "./run-state.ts";
import { summaryOf } from "./run-summary.ts";
import type { RecordedRun } from "./run.ts";
import type { RunsOnRecord } from "./runs-on-record.ts";

interface State {
  readonly runs: RunsOnRecord;
}

/** Returns what a run is called in messages: its name, else its id. */
export function runTitle({ id, name }: Pick<RecordedRun, "id" | "name">): string {
  return name ?? id;
}

/** Returns a living run, else why there is none. */
export function livingRun({ runs }: State, id: RunId): RecordedRun | Refusal {
  const found = runs.run(id);
  if (!found) return { code: "unknown-run", reason: "run-unknown", run: id };
  if (!found.isDeleted) return found;
  return { code: "unknown-run", reason: "run-deleted", run: runTitle(found) };
}

export interface RunStart {
  readonly run: RunId;
  /** The experiment; that of the name `Default` if absent. One that is named and not there is made. */
  readonly experiment?: ExperimentSelector | undefined;
  readonly name?: string | undefined;
  readonly user?: string | undefined;
  readonly command?: RunCommand | undefined;
  /** Milliseconds since the epoch. */
  readonly start: number;
}

/** Starts a run. */
export function decideRunStart(state: State, request: RunStart): Decision<RunStarted> {
  const { run, name, user, command, start } = request;
  const known = state.runs.run(run);
  if (known) return refuse({ code: "run-exists", reason: "run-id-taken", run: runTitle(known) });
  const selector = request.experiment ?? { name: defaultExperiment };
  const experiment = livingExperiment(state, selector);
  const isNew = "code" in experiment && experiment.reason === "experiment-unknown";
  if ("code" in experiment && !(isNew && "name" in selector)) return refuse(experiment);
  return accept({
    type: "run.started",
    v: 1,
    data: {
      run,
      ...(name !== undefined && { name }),
      experiment: "code" in experiment ? experimentName(selector) : experiment.name,
      ...(!("code" in experiment) && { experimentId: experiment.id }),
      ...(user !== undefined && { user }),
      ...(command && { command }),
      start: timestamp(start),
    },
  });
}

function experimentName(selector: ExperimentSelector): string {
  return "name" in selector ? selector.name : defaultExperiment;
}

function timestamp(milliseconds: number): Timestamp {
  return Timestamp.parse(new Date(milliseconds).toISOString());
}

/**
 * Returns why lines can't be logged to a run; undefined if they can. A parameter keeps its value.
 */
export function logObstacle(
  run: string,
  state: Readonly<RunState>,
  lines: readonly RunLogLine[],
): Refusal | undefined {
  const parameters = new Map<string, ParameterValue>();
  const grown = {
    ...{ metrics: 0, tags: 0, artifacts: 0, models: 0 },
    ...{ inputs: 0, modelInputs: 0, outputs: 0 },
  };
  for (const line of lines) {
    if (line.kind === "parameters") {
      for (const [key, value] of Object.entries(line.values)) {
        const known = state.parameters.get(key) ?? parameters.get(key);
        if (known !== undefined && !isSame(known, value)) {
          const [from, to] = [valueText(known), valueText(value)];
          return { code: "invalid-request", reason: "run-parameter-changed", run, key, from, to };
        }
        parameters.set(key, value);
      }
    } else count(grown, state, line);
  }
  const sizes = { ...grown, parameters: parameters.size };
  for (const what of limited) {
    const limit = runLimits[what];
    if (sizes[what] > 0 && state[what].size + sizes[what] > limit) {
      return { code: "invalid-request", reason: "run-too-large", run, what, limit };
    }
  }
  return undefined;
}

const limited = [
  "metrics",
  "parameters",
  "tags",
  "inputs",
  "modelInputs",
  "outputs",
  "artifacts",
  "models",
] as const satisfies readonly (keyof typeof runLimits)[];

type Grown = Record<
  "metrics" | "tags" | "artifacts" | "models" | "inputs" | "modelInputs" | "outputs",
  number
>;

/** Counts what a line may add. */
function count(grown: Grown, state: Readonly<RunState>, line: RunLogLine): void {
  switch (line.kind) {
    case "metrics":
    case "tags":
      for (const key of Object.keys(line.values)) {
        if (!state[line.kind].has(key)) grown[line.kind] += 1;
      }
      return;
    case "artifact":
      grown.artifacts += 1;
      return;
    case "model":
      if (!state.models.has(line.id)) grown.models += 1;
      return;
    case "inputs":
      grown.inputs += line.inputs.length;
      grown.modelInputs += line.models?.length ?? 0;
      return;
    case "outputs":
      grown.outputs += line.outputs.length;
      return;
    default:
  }
}

function isSame(a: ParameterValue, b: ParameterValue): boolean {
  return valueText(a) === valueText(b);
}

function valueText(value: ParameterValue): string {
  if (typeof value === "object" && value !== null) return value.text;
  return String(value);
}

export interface RunEnd {
  readonly run: RunId;
  /** Number of its sealed segments when the log was read. */
  readonly sealed: number;
  readonly state: Readonly<RunState>;
  /** The part of the log that is sealed with it. */
  readonly segment: StoredBytes;
  /** Milliseconds since the epoch: the end if the log says none. */
  readonly now: number;
}

/** Ends a run, or seals what was logged to it after its end. */
export function decideRunEnd(state: State, request: RunEnd): Decision<RunFinished> {
  const { run, sealed, segment, now } = request;
  const found = state.runs.run(run);
  if (!found) return refuse({ code: "unknown-run", reason: "run-unknown", run });
  if (found.segments !== sealed) {
    return refuse({ code: "busy", reason: "run-log-busy", run: runTitle(found) });
  }
  const { status, start, end = now } = request.state;
  return accept({
    type: "run.finished",
    v: 1,
    data: {
      run,
      ...(request.state.name !== undefined && { name: request.state.name.slice(0, 500) }),
      experiment: found.experiment.name,
      status,
      ...(start !== undefined && { start: timestamp(start) }),
      end: timestamp(end),
      segments: [segment],
      summary: summaryOf(request.state),
    },
  });
}

/** Deletes a run. */
export function decideRunDeletion(state: State, run: RunId, reason?: string): Decision<RunDeleted> {
  const found = livingRun(state, run);
  if ("code" in found) return refuse(found);
  return accept({ type: "run.deleted", v: 1, data: named(found, reason) });
}

/** Restores a deleted run. */
export function decideRunRestoration(
  state: State,
  run: RunId,
  reason?: string,
): Decision<RunRestored> {
  const found = state.runs.run(run);
  if (!found) return refuse({ code: "unknown-run", reason: "run-unknown", run });
  if (!found.isDeleted) {
    return refuse({ code: "invalid-request", reason: "run-not-deleted", run: runTitle(found) });
  }
  return accept({ type: "run.restored", v: 1, data: named(found, reason) });
}

function named(
  { id, name }: RecordedRun,
  reason = "",
): { readonly run: RunId; readonly name?: string; readonly reason?: string } {
  return {
    run: id,
    ...(name !== undefined && { name }),
    ...(reason.trim() !== "" && { reason: reason.trim() }),
  };
}
