import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId, toLoggedNumber, type EndStatus } from "../../core/model/run.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { MlflowPoint, MlflowRun } from "../../interchange/mlflow/store.ts";
import { typedText } from "../../provenance/values/given-values.ts";
import { readParameter } from "../../provenance/values/parameters-file.ts";
import type { Registry } from "../registry.ts";
import { finishRun } from "../runs/finish-run.ts";
import { logToRun } from "../runs/log-to-run.ts";
import { logArtifacts } from "../runs/run-artifacts.ts";
import { startRun } from "../runs/start-run.ts";
import type { Task } from "../task.ts";
import type { OpenMlflow } from "./open-mlflow.ts";

const linesAtOnce = 5000;
const maxArtifacts = 2000;

/**
 * Makes a run of one of MLflow, with the same id: parameters, tags, metrics by step, artifacts. One
 * that was begun by an import that did not end is completed.
 *
 * @throws RegistryError `invalid-request`, `run-exists`, `cancelled`, …
 */
export async function importMlflowRun(
  registry: Registry,
  opened: OpenMlflow,
  given: MlflowRun,
  task: Task,
): Promise<void> {
  const run = RunId.parse(given.id);
  const isBegun = await registry.read((state) => state.runs.run(run) !== undefined);
  const at = given.start ?? 0;
  if (!isBegun) {
    await startRun(registry, {
      run,
      experiment: { name: given.experiment },
      ...(given.name !== undefined && { name: given.name.slice(0, 500) }),
      ...(given.user !== undefined && { user: given.user.slice(0, 256) }),
      start: at,
    });
  }
  const points = await opened.points(given.id);
  const lines = [...factLines(given, at), ...metricLines(points)];
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    throwIfCancelled(task.signal);
    await logToRun(registry, { run, lines: lines.slice(from, from + linesAtOnce) });
  }
  await importArtifacts(registry, opened, given, task);
  await finishRun(registry, { run, status: endOf(given), end: given.end ?? lastTime(points, at) });
}

/** A run that has not ended in MLflow is as old as its store by now. */
function endOf({ status }: MlflowRun): EndStatus {
  return status === "finished" || status === "failed" ? status : "killed";
}

function lastTime(points: readonly MlflowPoint[], start: number): number {
  return points.reduce((last, { at }) => Math.max(last, at), start);
}

function factLines({ parameters, tags }: MlflowRun, at: number): readonly RunLogLine[] {
  const read = Object.entries(parameters).flatMap(([key, text]) => {
    const reading = readParameter(typedText(text), key);
    return isKey(key) && "value" in reading ? [[key, reading.value] as const] : [];
  });
  const kept = Object.entries(tags).filter(
    ([key, text]) => isKey(key) && text.length <= 65_536 && !isSecretParameter(key, text),
  );
  return [
    ...(read.length > 0
      ? [{ kind: "parameters" as const, at, values: Object.fromEntries(read) }]
      : []),
    ...(kept.length > 0 ? [{ kind: "tags" as const, at, values: Object.fromEntries(kept) }] : []),
  ];
}

function metricLines(points: readonly MlflowPoint[]): readonly RunLogLine[] {
  return points
    .filter(({ key, at, step }) => isKey(key) && at >= 0 && Number.isSafeInteger(step))
    .map(({ key, at, step, value }) => ({
      kind: "metrics",
      at,
      step,
      values: { [key]: toLoggedNumber(value) },
    }));
}

function isKey(key: string): boolean {
  return key !== "" && key.length <= 250 && key !== "__proto__";
}

async function importArtifacts(
  registry: Registry,
  opened: OpenMlflow,
  { id, artifacts }: MlflowRun,
  task: Task,
): Promise<void> {
  const place = artifacts === undefined ? undefined : await opened.find([artifacts]);
  if (place === undefined) return;
  const { path: folder, drop } = await opened.bring(place, task);
  try {
    await logFolder(registry, RunId.parse(id), folder, task);
  } finally {
    await drop();
  }
}

async function logFolder(
  registry: Registry,
  run: RunId,
  folder: string,
  task: Task,
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .slice(0, maxArtifacts)
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.length + 1).replaceAll("\\", "/");
      return { path, source: { file } };
    });
  if (files.length > 0) await logArtifacts(registry, { run, files }, task);
}
