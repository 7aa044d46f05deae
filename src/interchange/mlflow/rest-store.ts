import * as z from "zod";
import {
  answerProblem,
  jsonOf,
  send,
  type HttpRequest,
  type HttpServer,
} from "../http/http-client.ts";
import {
  defined,
  mlflowLimits,
  mlflowStatus,
  type MlflowModel,
  type MlflowPoint,
  type MlflowRun,
  type MlflowSource,
  type MlflowStore,
  type MlflowVersion,
} from "./store.ts";

const Integer = z.coerce.number().int();
const Pair = z.object({ key: z.string(), value: z.coerce.string().default("") });
const Pairs = z.array(Pair).default([]);
const Token = z.string().nullish();

const Experiments = z.object({
  experiments: z
    .array(z.object({ experiment_id: z.coerce.string(), name: z.string() }))
    .default([]),
  next_page_token: Token,
});
const Run = z.object({
  info: z.object({
    run_id: z.string().min(1),
    run_name: z.string().nullish(),
    experiment_id: z.coerce.string(),
    status: z.union([z.string(), z.number()]).nullish(),
    start_time: Integer.nullish(),
    end_time: Integer.nullish(),
    user_id: z.string().nullish(),
    artifact_uri: z.string().nullish(),
  }),
  data: z
    .object({
      params: Pairs,
      tags: Pairs,
      metrics: z.array(z.object({ key: z.string() })).default([]),
    })
    .default({ params: [], tags: [], metrics: [] }),
});
const Runs = z.object({ runs: z.array(Run).default([]), next_page_token: Token });
const Models = z.object({
  registered_models: z
    .array(
      z.object({
        name: z.string().min(1),
        description: z.string().nullish(),
        tags: Pairs,
        aliases: z.array(z.object({ alias: z.string(), version: Integer })).default([]),
      }),
    )
    .default([]),
  next_page_token: Token,
});
const Versions = z.object({
  model_versions: z
    .array(
      z.object({
        name: z.string(),
        version: Integer.min(1).max(mlflowLimits.number),
        current_stage: z.string().nullish(),
        description: z.string().nullish(),
        creation_timestamp: Integer.nullish(),
        run_id: z.string().nullish(),
        source: z.string().nullish(),
        tags: Pairs,
      }),
    )
    .default([]),
  next_page_token: Token,
});
const History = z.object({
  metrics: z
    .array(
      z.object({
        key: z.string(),
        value: z.union([z.number(), z.string()]).nullish(),
        timestamp: Integer.default(0),
        step: Integer.default(0),
      }),
    )
    .default([]),
  next_page_token: Token,
});
const Failure = z.object({ error_code: z.string().default(""), message: z.string().default("") });

/** An answer of an MLflow server that is no success. */
export interface MlflowFailure {
  readonly errorCode: string;
  readonly answer: Response;
  readonly message: string;
}

/**
 * Asks a server in MLflow's protocol (mlflow/protos/service.proto, model_registry.proto).
 *
 * @param path below `/api/2.0/mlflow/`
 * @param accept takes a failure and returns what to go on with; undefined if it can't
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function askMlflow<T>(
  server: HttpServer,
  schema: z.ZodType<T>,
  path: string,
  request: HttpRequest,
  accept: (failure: MlflowFailure) => T | undefined = () => undefined,
): Promise<T> {
  const answer = await send(server, `/api/2.0/mlflow/${path}`, request);
  const content = await jsonOf(server, answer);
  if (answer.ok) {
    const read = schema.safeParse(content);
    if (read.success) return read.data;
    throw answerProblem(server, answer, { kind: "no-mlflow" });
  }
  const { error_code: errorCode, message } = Failure.safeParse(content).data ?? {
    error_code: "",
    message: "",
  };
  const found = accept({ errorCode, answer, message });
  if (found !== undefined) return found;
  throw answerProblem(server, answer, message);
}

/** Reads the registry and the runs of a server, page by page. */
export function restStore(server: HttpServer, signal?: AbortSignal): MlflowSource {
  const metrics = new Map<string, readonly string[]>();
  return {
    read: async () => {
      const runs: MlflowRun[] = [];
      for await (const { run, keys } of runsOf(server, signal)) {
        if (runs.length >= mlflowLimits.runs) break;
        runs.push(run);
        metrics.set(run.id, keys);
      }
      const models = await modelsOf(server, signal);
      return { models, runs, loggedModels: new Map() } satisfies MlflowStore;
    },
    points: (run) => pointsOf(server, run, metrics.get(run) ?? [], signal),
  };
}

/** Yields the pages of an answer. */
async function* pages<T extends { next_page_token?: string | null | undefined }>(
  ask: (token: string | undefined) => Promise<T>,
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = page.next_page_token ?? undefined;
    if (token === "") token = undefined;
  } while (token !== undefined);
}

async function* runsOf(
  server: HttpServer,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly run: MlflowRun; readonly keys: readonly string[] }> {
  const names = new Map<string, string>();
  for await (const { experiments } of pages((token) =>
    askMlflow(server, Experiments, "experiments/search", {
      method: "POST",
      json: { max_results: 1000, view_type: "ACTIVE_ONLY", ...(token && { page_token: token }) },
      signal,
    }),
  )) {
    for (const { experiment_id: id, name } of experiments) names.set(id, name);
  }
  for (const [id, experiment] of names) {
    for await (const { runs } of pages((token) =>
      askMlflow(server, Runs, "runs/search", {
        method: "POST",
        json: {
          experiment_ids: [id],
          run_view_type: "ACTIVE_ONLY",
          max_results: 1000,
          ...(token && { page_token: token }),
        },
        signal,
      }),
    )) {
      for (const { info, data } of runs) {
        const tags = record(data.tags);
        yield {
          run: {
            id: info.run_id,
            experiment,
            status: mlflowStatus(info.status),
            parameters: record(data.params),
            tags,
            ...defined({
              name: info.run_name ?? tags["mlflow.runName"],
              user: info.user_id,
              start: info.start_time,
              end: info.end_time,
              artifacts: info.artifact_uri,
            }),
          },
          keys: data.metrics.map(({ key }) => key),
        };
      }
    }
  }
}

async function modelsOf(
  server: HttpServer,
  signal: AbortSignal | undefined,
): Promise<readonly MlflowModel[]> {
  const versions = new Map<string, MlflowVersion[]>();
  let count = 0;
  for await (const { model_versions: found } of pages((page_token) =>
    askMlflow(server, Versions, "model-versions/search", {
      query: { max_results: 10_000, page_token },
      signal,
    }),
  )) {
    for (const version of found) {
      if ((count += 1) > mlflowLimits.versions) break;
      const known = versions.get(version.name) ?? [];
      versions.set(version.name, known);
      const { source, description, creation_timestamp: createdAt, run_id: run } = version;
      known.push({
        number: version.version,
        stage: version.current_stage ?? "None",
        tags: record(version.tags),
        places: source ? [source] : [],
        ...defined({ description, createdAt, run }),
      });
    }
  }
  const models: MlflowModel[] = [];
  for await (const { registered_models: found } of pages((page_token) =>
    askMlflow(server, Models, "registered-models/search", {
      query: { max_results: 100, page_token },
      signal,
    }),
  )) {
    for (const { name, description, tags, aliases } of found) {
      if (models.length >= mlflowLimits.models) break;
      models.push({
        name,
        ...defined({ description }),
        tags: record(tags),
        aliases: Object.fromEntries(aliases.map(({ alias, version }) => [alias, version])),
        versions: (versions.get(name) ?? []).toSorted((a, b) => a.number - b.number),
      });
    }
  }
  return models;
}

async function pointsOf(
  server: HttpServer,
  run: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly MlflowPoint[]> {
  const found: MlflowPoint[] = [];
  for (const key of keys) {
    for await (const { metrics } of pages((page_token) =>
      askMlflow(server, History, "metrics/get-history", {
        query: { run_id: run, metric_key: key, max_results: 25_000, page_token },
        signal,
      }),
    )) {
      for (const { value, timestamp, step } of metrics) {
        if (found.length >= mlflowLimits.points) break;
        found.push({ key, at: timestamp, step, value: numberOf(value) });
      }
    }
  }
  return found.toSorted((a, b) => a.step - b.step || a.at - b.at);
}

/** JSON has no infinite numbers: protobuf writes them as texts. */
function numberOf(value: string | number | null | undefined): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

function record(
  pairs: readonly { key: string; value: string }[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
