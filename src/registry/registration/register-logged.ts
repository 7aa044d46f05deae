import { posix } from "node:path";
import * as z from "zod";
import type { Dataset } from "../../core/model/data/dataset.ts";
import { Uri } from "../../core/model/data/uri.ts";
import { Timestamp } from "../../core/model/ids.ts";
import type { RunReference } from "../../core/model/recipe.ts";
import {
  fromLoggedNumber,
  type LoggedModel,
  type RunArtifact,
  type RunInput,
} from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Run } from "../../core/runs/run.ts";
import { parseRequirement } from "../../provenance/environment/requirement.ts";
import type { Registry } from "../registry.ts";
import { streamStored } from "../retrieval/stream-artifact.ts";
import { loggedHistory } from "../runs/logged-history.ts";
import { artifactsOf } from "../runs/run-artifacts.ts";
import type { Task } from "../task.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";
import { register, type RegisteredVersion } from "./register.ts";
import type { StoredModel } from "./stored-model.ts";

/** Files that a run logged, to be registered as a version. */
export interface LoggedRequest {
  readonly model: string;
  readonly run: Run;
  /** The logged model whose files they are; absent for files of the run itself. */
  readonly loggedModel?: LoggedModel | undefined;
  /** Folder or file among them; all of them if empty. */
  readonly path: string;
  /** URI that it is registered from. */
  readonly source: string;
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Register even if loading a file would do harm; recorded with the version. */
  readonly acceptDanger?: boolean | undefined;
}

/** Tag of a run with the commit of its code, as MLflow's clients set it. */
const commitTag = "mlflow.source.git.commit";

/**
 * Registers files that a run logged as a version, with what the run recorded: its metrics, parameters,
 * data, environment and commit.
 *
 * @throws RegistryError `unknown-artifact` if the run logged no such files; as `register`
 */
export async function registerLogged(
  registry: Registry,
  request: LoggedRequest,
  task: Task = {},
): Promise<RegisteredVersion> {
  const { model, run, loggedModel, path, source, description, tags, acceptDanger } = request;
  const files = filesUnder(artifactsOf(run, loggedModel?.id), path);
  if (files.length === 0) {
    throw new RegistryError({
      code: "unknown-artifact",
      reason: "run-artifact-unknown",
      ...(loggedModel
        ? { loggedModel: loggedModel.name ?? loggedModel.id }
        : { run: run.state.name ?? run.id }),
      path,
    });
  }
  const commit = run.state.tags.get(commitTag);
  const stored: StoredModel = {
    source,
    files,
    declared: await declaredBy(registry, request, files),
    datasets: [...run.state.inputs.values()].map(datasetOf),
    ...(commit !== undefined && { claims: { commit: { field: commitTag, says: commit } } }),
  };
  return register(
    registry,
    {
      model,
      paths: [],
      stored,
      parents: [],
      metricsFiles: [],
      parametersFiles: [],
      datasets: [],
      allowIdentical: true,
      loggedHistory: await loggedHistory(registry, run),
      ...(description !== undefined && { description }),
      ...(tags && { tags }),
      ...(acceptDanger !== undefined && { acceptDanger }),
    },
    task,
  );
}

/** Returns files of a folder under its name, or one file; all are in the folder `model` if none is named. */
function filesUnder(artifacts: readonly RunArtifact[], path: string): StoredModel["files"] {
  const single = artifacts.find((artifact) => artifact.path === path);
  if (single) return [{ path: posix.basename(path), bytes: single.bytes }];
  const prefix = path === "" ? "" : `${path}/`;
  const name = path === "" ? "model" : posix.basename(path);
  return artifacts
    .filter((artifact) => artifact.path.startsWith(prefix))
    .map(({ path: full, bytes }) => ({ path: `${name}/${full.slice(prefix.length)}`, bytes }));
}

async function declaredBy(
  registry: Registry,
  { run, loggedModel }: LoggedRequest,
  files: StoredModel["files"],
): Promise<DeclaredRecipe> {
  const { state } = run;
  return {
    source: `run ${state.name ?? run.id}`,
    metrics: metricsOf(run, loggedModel),
    parameters: { ...loggedModel?.parameters, ...Object.fromEntries(state.parameters) },
    data: [],
    featureSets: [],
    packages: await packagesOf(registry, files),
    run: runOf(run),
    otherMetadata: {},
  };
}

/**
 * Returns the values that count for a model: those that were logged for it, else the last ones of the
 * run. MLflow's clients log a run's first value of each metric for a model of the run, at step 0, which
 * does not count where the run went on.
 */
function metricsOf({ state }: Run, loggedModel: LoggedModel | undefined): Record<string, number> {
  const values = new Map([...state.metrics].map(([key, { last }]) => [key, last]));
  for (const { key, value, step } of loggedModel?.metrics ?? []) {
    const later = (state.metrics.get(key)?.step ?? 0) > step;
    if (step > 0 || !later) values.set(key, fromLoggedNumber(value));
  }
  return Object.fromEntries([...values].filter(([, value]) => Number.isFinite(value)));
}

function runOf({ id, experiment, state }: Run): RunReference {
  const at = (time: number): Timestamp => Timestamp.parse(new Date(time).toISOString());
  return {
    id,
    ...(state.name && { name: state.name.slice(0, 256) }),
    experiment: experiment.name.slice(0, 256),
    ...(state.start !== undefined && { start: at(state.start) }),
    ...(state.end !== undefined && { end: at(state.end) }),
  };
}

/** Largest file (bytes) of requirements that is read. */
const maxRequirements = 1_000_000;

/** Reads the packages that the model's own requirements pin. */
async function packagesOf(
  registry: Registry,
  files: StoredModel["files"],
): Promise<Readonly<Record<string, string>>> {
  const file = files.find(({ path }) => posix.basename(path) === "requirements.txt");
  if (!file || file.bytes.size > maxRequirements) return {};
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamStored(registry, file.bytes, file.path).chunks)
    chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString("utf8").split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const parsed = parseRequirement(line);
      return parsed?.version === undefined ? [] : [[parsed.name, parsed.version] as const];
    }),
  );
}

const Place = z
  .object({ uri: Uri })
  .or(z.object({ url: Uri }).transform(({ url }) => ({ uri: url })));

/** Returns a dataset as a version records it. What digest it has is MLflow's own affair. */
function datasetOf({ name, digest, source, tags }: RunInput): Dataset {
  const place = Place.safeParse(parsed(source)).data;
  const role = tags?.["mlflow.data.context"]?.slice(0, 64);
  return {
    name: name.slice(0, 256),
    version: digest,
    ...(place && { uri: place.uri }),
    digests: {},
    ...(role && { role }),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}
