import * as z from "zod";
import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import {
  answerProblem,
  jsonOf,
  send,
  serverProblem,
  type HttpServer,
} from "../http/http-client.ts";
import { encoded } from "./rest-artifacts.ts";
import { askMlflow } from "./rest-store.ts";

/** Tag by which a version that was published is found again: the id of the version here. */
export const publishedTag = "model_registry.version_id";

const Anything = z.unknown();
const RunInfo = z.object({
  info: z.object({
    run_id: z.string(),
    status: z.string().default("RUNNING"),
    artifact_uri: z.string().default(""),
  }),
  data: z
    .object({
      metrics: z
        .array(z.object({ key: z.string(), step: z.coerce.number().default(0) }))
        .default([]),
    })
    .default({ metrics: [] }),
});

/** A run at a server that holds the files of a version. */
export interface PublishedRun {
  readonly id: string;
  readonly isFinished: boolean;
  readonly artifacts: string;
  /** Step of the last value of each metric that it has. */
  readonly logged: ReadonlyMap<string, number>;
}

export interface PublishedVersion {
  readonly number: number;
  readonly stage: string;
  readonly aliases: readonly string[];
}

interface Asked {
  readonly server: HttpServer;
  readonly signal?: AbortSignal | undefined;
}

/** Returns whether the server has a registered model of a name. */
export async function hasModel({ server, signal }: Asked, name: string): Promise<boolean> {
  return askMlflow(
    server,
    z.object({ registered_model: z.unknown() }).transform(() => true),
    "registered-models/get",
    { query: { name }, signal },
    ({ errorCode }) => (errorCode === "RESOURCE_DOES_NOT_EXIST" ? false : undefined),
  );
}

/** Returns the version of a model that was published of a version of this registry. */
export async function findPublished(
  { server, signal }: Asked,
  name: string,
  id: string,
): Promise<PublishedVersion | undefined> {
  const Found = z.object({
    model_versions: z
      .array(
        z.object({
          version: z.coerce.number().int(),
          tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
        }),
      )
      .default([]),
  });
  const { model_versions: versions } = await askMlflow(server, Found, "model-versions/search", {
    query: { filter: `name = '${name}' AND tags.\`${publishedTag}\` = '${id}'`, max_results: 100 },
    signal,
  });
  const found = versions.find(({ tags }) =>
    tags.some(({ key, value }) => key === publishedTag && value === id),
  );
  if (!found) return undefined;
  // A search says nothing of aliases.
  const Version = z.object({
    model_version: z.object({
      current_stage: z.string().nullish(),
      aliases: z.array(z.string()).default([]),
    }),
  });
  const { model_version: version } = await askMlflow(server, Version, "model-versions/get", {
    query: { name, version: found.version },
    signal,
  });
  const { current_stage: stage, aliases } = version;
  return { number: found.version, stage: stage ?? "None", aliases };
}

/** Returns the id of an experiment that is not deleted. */
export async function findExperiment(
  { server, signal }: Asked,
  name: string,
): Promise<string | undefined> {
  const Experiment = z.object({ experiment: z.object({ experiment_id: z.coerce.string() }) });
  const found = await askMlflow(
    server,
    Experiment.nullable(),
    "experiments/get-by-name",
    { query: { experiment_name: name }, signal },
    ({ errorCode }) => (errorCode === "RESOURCE_DOES_NOT_EXIST" ? null : undefined),
  );
  return found?.experiment.experiment_id;
}

export async function createExperiment({ server, signal }: Asked, name: string): Promise<string> {
  const Made = z.object({ experiment_id: z.coerce.string() });
  const made = await askMlflow(server, Made, "experiments/create", {
    method: "POST",
    json: { name },
    signal,
  });
  return made.experiment_id;
}

/** Returns the run of an experiment that an earlier, perhaps cancelled, publishing made. */
export async function findPublishedRun(
  { server, signal }: Asked,
  experiment: string,
  id: string,
): Promise<PublishedRun | undefined> {
  const Found = z.object({ runs: z.array(RunInfo).default([]) });
  const { runs } = await askMlflow(server, Found, "runs/search", {
    method: "POST",
    json: {
      experiment_ids: [experiment],
      filter: `tags.\`${publishedTag}\` = '${id}'`,
      max_results: 1,
    },
    signal,
  });
  const [run] = runs;
  return run && publishedRun(run);
}

function publishedRun({ info, data }: z.infer<typeof RunInfo>): PublishedRun {
  const { run_id: id, status, artifact_uri: artifacts } = info;
  return {
    id,
    isFinished: status === "FINISHED",
    artifacts: artifacts.replace(/\/+$/, ""),
    logged: new Map(data.metrics.map(({ key, step }) => [key, step] as const)),
  };
}

export async function createRun(
  { server, signal }: Asked,
  run: {
    readonly experiment: string;
    readonly name: string;
    /** Milliseconds since the epoch. */
    readonly start: number;
    readonly tags: Readonly<Record<string, string>>;
  },
): Promise<PublishedRun> {
  const made = await askMlflow(server, z.object({ run: RunInfo }), "runs/create", {
    method: "POST",
    json: {
      experiment_id: run.experiment,
      run_name: run.name,
      start_time: run.start,
      tags: pairs(run.tags),
    },
    signal,
  });
  return publishedRun(made.run);
}

/** A value of a metric to log. */
export interface LoggedPoint {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** Limits of one call, by mlflow/utils/validation.py. */
const batch = { metrics: 1000, params: 100 };

/** Logs parameters, which may be there already, and values of metrics. */
export async function logBatches(
  { server, signal }: Asked,
  run: string,
  params: Readonly<Record<string, string>>,
  metrics: readonly LoggedPoint[],
): Promise<void> {
  const log = (part: object): Promise<unknown> =>
    askMlflow(server, Anything, "runs/log-batch", {
      method: "POST",
      json: { run_id: run, ...part },
      signal,
    });
  const entries = pairs(params);
  for (let from = 0; from < entries.length; from += batch.params) {
    await log({ params: entries.slice(from, from + batch.params) });
  }
  for (let from = 0; from < metrics.length; from += batch.metrics) {
    await log({ metrics: metrics.slice(from, from + batch.metrics) });
  }
}

export async function finishPublishedRun(
  { server, signal }: Asked,
  run: string,
  end: number,
): Promise<void> {
  await askMlflow(server, Anything, "runs/update", {
    method: "POST",
    json: { run_id: run, status: "FINISHED", end_time: end },
    signal,
  });
}

/**
 * Uploads a file below the artifacts of a run through the proxy of the server.
 *
 * @throws RegistryError `server-problem` if the server does not hand artifacts on, `cancelled`
 */
export async function uploadArtifact(
  { server, signal }: Asked,
  artifacts: string,
  path: string,
  file: { readonly size: number; readonly body: ReadableStream },
): Promise<void> {
  const [, root] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/.exec(artifacts) ?? [];
  if (root === undefined) {
    await file.body.cancel();
    const where = withoutCredentials(artifacts).uri;
    throw serverProblem(server, { kind: "takes-no-uploads", place: where });
  }
  const at = `/api/2.0/mlflow-artifacts/artifacts/${encoded(`${root}/${path}`)}`;
  const answer = await send(server, at, {
    method: "PUT",
    body: file.body,
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Length": String(file.size),
    },
    signal,
  });
  const content = await jsonOf(server, answer);
  if (!answer.ok) throw answerProblem(server, answer, messageOf(content));
}

function messageOf(content: unknown): string {
  return z.object({ message: z.string() }).safeParse(content).data?.message ?? "";
}

/** Makes a registered model; one that is there stays as it is. */
export async function createModel(
  { server, signal }: Asked,
  model: { readonly name: string; readonly description?: string | undefined },
): Promise<void> {
  await askMlflow(
    server,
    Anything,
    "registered-models/create",
    { method: "POST", json: model, signal },
    ({ errorCode }) => (errorCode === "RESOURCE_ALREADY_EXISTS" ? {} : undefined),
  );
}

export async function createVersion(
  { server, signal }: Asked,
  version: {
    readonly name: string;
    readonly source: string;
    readonly run: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  },
): Promise<number> {
  const Made = z.object({ model_version: z.object({ version: z.coerce.number().int() }) });
  const { name, source, run, description, tags } = version;
  const made = await askMlflow(server, Made, "model-versions/create", {
    method: "POST",
    json: { name, source, run_id: run, description, tags: pairs(tags) },
    signal,
  });
  return made.model_version.version;
}

export async function setPublishedAlias(
  { server, signal }: Asked,
  name: string,
  version: number,
  alias: string,
): Promise<void> {
  await askMlflow(server, Anything, "registered-models/alias", {
    method: "POST",
    json: { name, alias, version: String(version) },
    signal,
  });
}

export async function moveToStageAt(
  { server, signal }: Asked,
  name: string,
  version: number,
  stage: string,
): Promise<void> {
  await askMlflow(server, Anything, "model-versions/transition-stage", {
    method: "POST",
    json: { name, version: String(version), stage, archive_existing_versions: false },
    signal,
  });
}

function pairs(
  record: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}
