import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { NamedData } from "../../core/model/data/dataset-text.ts";
import { isUri } from "../../core/model/data/uri.ts";
import { Timestamp } from "../../core/model/ids.ts";
import type { RunReference } from "../../core/model/recipe.ts";
import type { RunId, RunInput } from "../../core/model/run.ts";
import { parameterText } from "../../core/runs/run-search.ts";
import type { Run } from "../../core/runs/run.ts";
import type { RegisterRequest } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import { loggedHistory } from "./logged-history.ts";
import { readRun } from "./read-run.ts";
import { recordOf } from "./run-record.ts";

/**
 * Adds what a run logged to the request to register what it made: last values of metrics,
 * parameters, histories, data, command, and the run itself. What the request says counts over it.
 *
 * @throws RegistryError `unknown-run`, `artifact-missing`, `artifact-changed`
 */
export async function withRun(
  registry: Registry,
  request: RegisterRequest,
  id: RunId,
): Promise<RegisterRequest> {
  const run = await readRun(registry, { run: id });
  const { state } = run;
  const metrics = [...state.metrics].filter(([, { last }]) => Number.isFinite(last));
  const found = await registry.read((now) => recordOf(now, id));
  const command = request.command ?? found?.record.started?.command;
  return {
    ...request,
    run: { ...runReference(run), ...request.run },
    ...(command && { command }),
    metrics: {
      ...request.metrics,
      values: [
        ...metrics.map(([key, { last }]) => [key, String(last)] as const),
        ...(request.metrics?.values ?? []),
      ],
    },
    parameters: {
      ...request.parameters,
      values: [
        ...[...state.parameters].map(([key, value]) => [key, parameterText(value)] as const),
        ...(request.parameters?.values ?? []),
      ],
    },
    loggedHistory: await loggedHistory(registry, run),
    namedData: [
      ...(await dataOf(registry.folder, state.inputs.values())),
      ...(request.namedData ?? []),
    ],
  };
}

/**
 * The same for front ends in another thread.
 *
 * @throws RegistryError `unknown-run`, `artifact-missing`, `artifact-changed`
 */
export function requestFromRun(
  registry: Registry,
  { run, request }: { readonly run: RunId; readonly request: RegisterRequest },
): Promise<RegisterRequest> {
  return withRun(registry, request, run);
}

/** Returns how a version names the run that made it. */
export function runReference({ id, experiment, state }: Run): RunReference {
  return {
    id,
    ...(state.name !== undefined && { name: state.name.slice(0, 256) }),
    experiment: experiment.name.slice(0, 256),
    ...(state.start !== undefined && { start: timestamp(state.start) }),
    ...(state.end !== undefined && { end: timestamp(state.end) }),
  };
}

function timestamp(milliseconds: number): Timestamp {
  return Timestamp.parse(new Date(milliseconds).toISOString());
}

/**
 * Returns the inputs that can be found again: files of the workspace or of this machine that are there,
 * and URIs.
 */
async function dataOf(folder: string, inputs: Iterable<RunInput>): Promise<readonly NamedData[]> {
  const data: NamedData[] = [];
  for (const { name, source } of inputs) {
    const place = source === undefined ? undefined : placeIn(source);
    if (place === undefined) continue;
    const isReadable = (): Promise<boolean> =>
      access(resolve(folder, place)).then(
        () => true,
        () => false,
      );
    if (isUri(place) || (await isReadable())) data.push({ name: name.slice(0, 256), place });
  }
  return data;
}

/** Returns the path or URI of a source: MLflow's clients describe it in JSON. */
export function placeIn(source: string): string | undefined {
  try {
    const described: unknown = JSON.parse(source);
    if (typeof described !== "object" || described === null) return undefined;
    for (const key of ["uri", "url", "path"] as const) {
      const value: unknown = Reflect.get(described, key);
      if (typeof value === "string" && value !== "") return value.replace(/^file:\/\//, "");
    }
    return undefined;
  } catch {
    return source;
  }
}
