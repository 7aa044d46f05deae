import type { ParameterValue, RunCommand } from "../../core/model/recipe.ts";
import {
  toLoggedNumber,
  type EndStatus,
  type LoggedNumber,
  type RunId,
  type RunInput,
} from "../../core/model/run.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import type { RunContext } from "../../core/runs/run-context.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { Registry } from "../registry.ts";
import { finishRun } from "../runs/finish-run.ts";
import { logToRun } from "../runs/log-to-run.ts";
import { readRun } from "../runs/read-run.ts";
import { logArtifacts, type LogArtifactsRequest } from "../runs/run-artifacts.ts";
import { logRunContext } from "../runs/run-context.ts";
import { startRun } from "../runs/start-run.ts";
import type { Task } from "../task.ts";

/** Run of another tool. Times are in milliseconds since the epoch. */
export interface ForeignRun {
  readonly id: RunId;
  readonly experiment: string;
  readonly name?: string | undefined;
  readonly user?: string | undefined;
  readonly command?: RunCommand | undefined;
  readonly start: number;
  readonly end: number;
  readonly status: EndStatus;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly inputs?: readonly RunInput[] | undefined;
  readonly context?: RunContext | undefined;
}

/** Value of a metric at a step. */
export interface ForeignPoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const linesAtOnce = 5000;

/**
 * Makes a run of one of another tool, with the same id. Everything that takes long comes before its
 * start: cancelled, nothing is left of it. One that was begun by an import that was killed is completed,
 * and no value is logged twice.
 *
 * @param points the values of its metrics, always in the same order
 * @throws RegistryError `invalid-request`, `cancelled`, …
 */
export async function importRun(
  registry: Registry,
  run: ForeignRun,
  points: readonly ForeignPoint[],
  files: LogArtifactsRequest["files"],
  task: Task,
): Promise<void> {
  throwIfCancelled(task.signal);
  const begin = (): Promise<void> => startUnlessBegun(registry, run);
  if (files.length > 0) await logArtifacts(registry, { run: run.id, files, begin }, task);
  else await begin();
  if (run.context) await logRunContext(registry, run.id, run.context);
  const { state } = await readRun(registry, { run: run.id });
  const lines = [
    ...factLines(run),
    ...metricLines(
      points,
      new Map([...state.metrics].map(([key, { count }]) => [key, count] as const)),
    ),
  ];
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    await logToRun(registry, { run: run.id, lines: lines.slice(from, from + linesAtOnce) });
  }
  await finishRun(registry, { run: run.id, status: run.status, end: run.end });
}

async function startUnlessBegun(registry: Registry, run: ForeignRun): Promise<void> {
  if (await registry.read((state) => state.runs.run(run.id) !== undefined)) return;
  const { id, experiment, name, user, command, start } = run;
  await startRun(registry, {
    run: id,
    experiment: { name: experiment },
    ...(name !== undefined && name !== "" && { name: name.slice(0, 500) }),
    user: user?.slice(0, 256) ?? null,
    command,
    start,
  });
}

function factLines({ parameters, tags, inputs = [], start: at }: ForeignRun): RunLogLine[] {
  const values = Object.entries(parameters).filter(([key]) => isKey(key));
  const kept = Object.entries(tags).filter(
    ([key, text]) => isKey(key) && text.length <= 65_536 && !isSecretParameter(key, text),
  );
  const lines: RunLogLine[] = [];
  if (values.length > 0) lines.push({ kind: "parameters", at, values: Object.fromEntries(values) });
  if (kept.length > 0) lines.push({ kind: "tags", at, values: Object.fromEntries(kept) });
  for (let from = 0; from < inputs.length; from += 1000) {
    lines.push({ kind: "inputs", at, inputs: inputs.slice(from, from + 1000) });
  }
  return lines;
}

/**
 * Returns the lines of values, those of one step and time together.
 *
 * @param logged numbers of values that the run has already, of each metric
 */
function metricLines(
  points: readonly ForeignPoint[],
  logged: Map<string, number>,
): readonly RunLogLine[] {
  const lines: { readonly at: number; readonly step: number; values: Map<string, LoggedNumber> }[] =
    [];
  for (const { key, value, step, at } of points) {
    if (!isKey(key) || !(at >= 0) || !Number.isSafeInteger(step)) continue;
    const known = logged.get(key) ?? 0;
    if (known > 0) {
      logged.set(key, known - 1);
      continue;
    }
    const last = lines.at(-1);
    const isSame = last?.step === step && last.at === at && !last.values.has(key);
    if (isSame) last.values.set(key, toLoggedNumber(value));
    else lines.push({ at, step, values: new Map([[key, toLoggedNumber(value)]]) });
  }
  return lines.map(({ at, step, values }) => ({
    kind: "metrics",
    at,
    step,
    values: Object.fromEntries(values),
  }));
}

function isKey(key: string): boolean {
  return key !== "" && key.length <= 250 && key !== "__proto__";
}
