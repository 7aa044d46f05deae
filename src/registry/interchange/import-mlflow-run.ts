import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId, type EndStatus } from "../../core/model/run.ts";
import type { MlflowPoint, MlflowRun } from "../../interchange/mlflow/store.ts";
import { typedText } from "../../provenance/values/given-values.ts";
import { readParameter } from "../../provenance/values/parameters-file.ts";
import type { Registry } from "../registry.ts";
import type { LogArtifactsRequest } from "../runs/run-artifacts.ts";
import type { Task } from "../task.ts";
import { importRun } from "./foreign-run.ts";
import type { OpenMlflow } from "./open-mlflow.ts";

const maxArtifacts = 2000;

/**
 * Makes a run of one of MLflow, with the same id: parameters, tags, metrics by step, artifacts.
 *
 * @throws RegistryError `invalid-request`, `cancelled`, …
 */
export async function importMlflowRun(
  registry: Registry,
  opened: OpenMlflow,
  given: MlflowRun,
  task: Task,
): Promise<void> {
  const points = await opened.points(given.id);
  const start = given.start ?? 0;
  const run = {
    id: RunId.parse(given.id),
    experiment: given.experiment,
    name: given.name,
    user: given.user,
    start,
    end: given.end ?? lastTime(points, start),
    status: endOf(given),
    parameters: Object.fromEntries(
      Object.entries(given.parameters).flatMap(([key, text]) => {
        const reading = readParameter(typedText(text), key);
        return "value" in reading ? [[key, reading.value] as const] : [];
      }),
    ),
    tags: given.tags,
  };
  const { artifacts } = given;
  const place = artifacts === undefined ? undefined : await opened.find([artifacts]);
  if (place === undefined) return importRun(registry, run, points, [], task);
  const { path, drop } = await opened.bring(place, task);
  try {
    await importRun(registry, run, points, await filesOf(path), task);
  } finally {
    await drop();
  }
}

/** A run that has not ended in MLflow is as old as its store by now. */
function endOf({ status }: MlflowRun): EndStatus {
  return status === "finished" || status === "failed" ? status : "killed";
}

function lastTime(points: readonly MlflowPoint[], start: number): number {
  return points.reduce((last, { at }) => Math.max(last, at), start);
}

async function filesOf(folder: string): Promise<LogArtifactsRequest["files"]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .slice(0, maxArtifacts)
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: file.slice(folder.length + 1).replaceAll("\\", "/"), source: { file } };
    });
}
