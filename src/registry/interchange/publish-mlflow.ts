import { Readable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { isHeld } from "../../core/model/artifact.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { parameterText } from "../../core/runs/run-search.ts";
import { versionTitle, type Version, type VersionDetail } from "../../core/state/version.ts";
import type { HttpServer } from "../../interchange/http/http-client.ts";
import { listRemote } from "../../interchange/mlflow/rest-artifacts.ts";
import {
  createExperiment,
  createModel,
  createRun,
  createVersion,
  findExperiment,
  findPublished,
  findPublishedRun,
  finishPublishedRun,
  hasModel,
  logBatches,
  moveToStageAt,
  publishedTag,
  setPublishedAlias,
  uploadArtifact,
  type LoggedPoint,
  type PublishedRun,
  type PublishedVersion,
} from "../../interchange/mlflow/rest-writes.ts";
import { requireHeld } from "../files/require-held.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { streamStored } from "../retrieval/stream-artifact.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "../versions/describe-version.ts";
import { metricHistory } from "../versions/metric-history.ts";

export interface PublishRequest {
  readonly reference: string;
  readonly server: HttpServer;
  /** Name of the model there; that of the model here if absent. */
  readonly name?: string | undefined;
}

/** Steps of publishing a version, and those done already. */
export interface MlflowPublication {
  readonly version: Version;
  /** Address of the server. */
  readonly server: string;
  /** Name of the model there. */
  readonly name: string;
  readonly isNewModel: boolean;
  readonly experiment: string;
  /** The version there that was made of this one. */
  readonly published?: PublishedVersion;
  /** Files that are still to be uploaded, by their path in the model's folder. */
  readonly uploads: readonly { readonly path: string; readonly size: number }[];
  /** Number of files that are there already. */
  readonly present: number;
  /** Stage that it would be moved to there; absent where it stays. */
  readonly stage?: string;
  /** Aliases that would be set there. */
  readonly aliases: readonly string[];
}

/** Stages that MLflow knows (mlflow/entities/model_registry/model_version_stages.py). */
const mlflowStages: ReadonlySet<string> = new Set(["Staging", "Production", "Archived"]);
/** Folder of the files among the artifacts of the run that holds them. */
const folder = "model";
const defaultExperiment = "model-registry";

/**
 * Returns what publishing a version to an MLflow server would do. Changes nothing.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `server-problem`, `read-only`, `cancelled`
 */
export async function previewMlflowPublication(
  registry: Registry,
  request: PublishRequest,
  { signal }: Task = {},
): Promise<MlflowPublication> {
  return (await planOf(registry, request, signal)).publication;
}

/**
 * Publishes a version to an MLflow server: the model, a run with parameters, metrics and files, the
 * version with its tags, aliases and stage. What an earlier one did is found again by the version's
 * id, so that one that broke off goes on, and a second one changes nothing.
 *
 * @throws RegistryError as above, and `artifact-changed`
 */
export async function publishToMlflow(
  registry: Registry,
  request: PublishRequest,
  task: Task = {},
): Promise<MlflowPublication> {
  const plan = await planOf(registry, request, task.signal);
  const { publication, detail } = plan;
  const { name, published } = publication;
  const asked = { server: request.server, signal: task.signal };
  await createModel(asked, { name });
  const number = published?.number ?? (await makeVersion(registry, plan, task));
  for (const alias of publication.aliases) await setPublishedAlias(asked, name, number, alias);
  if (publication.stage !== undefined) await moveToStageAt(asked, name, number, publication.stage);
  return {
    ...publication,
    published: { number, stage: publication.stage ?? "None", aliases: detail.aliases ?? [] },
  };
}

interface Plan {
  readonly request: PublishRequest;
  readonly detail: VersionDetail;
  readonly experimentId: string | undefined;
  readonly run: PublishedRun | undefined;
  readonly publication: MlflowPublication;
}

async function planOf(
  registry: Registry,
  request: PublishRequest,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  registry.requireTrust();
  const { server, reference } = request;
  const version = await findVersion(registry, { reference });
  const detail = await registry.read((state) => requireDetail(state, version.id));
  for (const artifact of detail.artifacts) requireHeld(version, artifact);
  const asked = { server, signal };
  const name = request.name ?? version.model;
  const isNewModel = !(await hasModel(asked, name));
  const published = isNewModel ? undefined : await findPublished(asked, name, version.id);
  const experiment = detail.registration.recipe.run?.experiment ?? defaultExperiment;
  const { experimentId, run } = await runThere(asked, experiment, version);
  const all = filesOf(detail);
  const uploads = published ? [] : run ? await missingFiles(server, run, all, signal) : all;
  return {
    request,
    detail,
    experimentId,
    run,
    publication: {
      version,
      server: server.url,
      name,
      isNewModel,
      experiment,
      ...(published && { published }),
      uploads,
      present: all.length - uploads.length,
      ...marksToSet(version, published),
    },
  };
}

/** Returns the stage and the aliases that are not as they are here. */
function marksToSet(
  { stage, aliases = [] }: Version,
  published: PublishedVersion | undefined,
): Pick<MlflowPublication, "stage" | "aliases"> {
  const wanted = mlflowStages.has(stage) ? stage : "None";
  return {
    ...((published?.stage ?? "None") !== wanted && { stage: wanted }),
    aliases: aliases.filter((alias) => !published?.aliases.includes(alias)),
  };
}

async function runThere(
  asked: Parameters<typeof findExperiment>[0],
  experiment: string,
  { id }: Version,
): Promise<Pick<Plan, "experimentId" | "run">> {
  const experimentId = await findExperiment(asked, experiment);
  if (experimentId === undefined) return { experimentId, run: undefined };
  return { experimentId, run: await findPublishedRun(asked, experimentId, id) };
}

/** Returns the files by their paths in the folder that MLflow loads. */
function filesOf({ artifacts }: VersionDetail): MlflowPublication["uploads"] {
  const [first = ""] = artifacts.map(({ path }) => path.split("/")[0] ?? "");
  const isFolder = artifacts.every(({ path }) => path.startsWith(`${first}/`));
  return artifacts.flatMap(({ path, size }) => [
    { path: isFolder ? path.slice(first.length + 1) : path, size: size ?? 0 },
  ]);
}

async function missingFiles(
  server: HttpServer,
  { id, artifacts }: PublishedRun,
  wanted: MlflowPublication["uploads"],
  signal: AbortSignal | undefined,
): Promise<MlflowPublication["uploads"]> {
  const runs = new Map([[id, { artifacts }]]);
  const there = (await listRemote(server, `runs:/${id}/${folder}`, runs, signal)) ?? [];
  return wanted.filter(
    ({ path, size }) => !there.some((file) => file.path === path && file.size === size),
  );
}

async function makeVersion(registry: Registry, plan: Plan, task: Task): Promise<number> {
  const { request, detail, publication } = plan;
  const asked = { server: request.server, signal: task.signal };
  const run = plan.run ?? (await makeRun(plan, asked));
  const { start, end } = timesOf(detail);
  if (!run.isFinished) {
    const points = await pointsOf(registry, detail, start);
    await logBatches(
      asked,
      run.id,
      paramsOf(detail),
      // One that broke off has logged the first of them, in their order.
      points.filter(({ key, step }) => step > (run.logged.get(key) ?? -Infinity)),
    );
  }
  await upload(registry, plan, run, task);
  if (!run.isFinished) await finishPublishedRun(asked, run.id, end);
  return createVersion(asked, {
    name: publication.name,
    source: `${run.artifacts}/${folder}`,
    run: run.id,
    description: detail.annotations.description ?? "",
    tags: tagsOf(detail),
  });
}

async function makeRun(
  { detail, experimentId, publication }: Plan,
  asked: Parameters<typeof createRun>[0],
): Promise<PublishedRun> {
  const { recipe } = detail.registration;
  return createRun(asked, {
    experiment: experimentId ?? (await createExperiment(asked, publication.experiment)),
    name: recipe.run?.name ?? versionTitle(detail),
    start: timesOf(detail).start,
    tags: {
      [publishedTag]: detail.id,
      ...(recipe.git && { "mlflow.source.git.commit": recipe.git.commit }),
    },
  });
}

/** Returns when the run of a version began and ended, in milliseconds; else when it was registered. */
function timesOf({ registeredAt, registration: { recipe } }: VersionDetail): {
  readonly start: number;
  readonly end: number;
} {
  const { start = registeredAt, end = registeredAt } = recipe.run ?? {};
  return { start: Date.parse(start), end: Date.parse(end) };
}

function paramsOf({ registration: { recipe } }: VersionDetail): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recipe.parameters).map(
      ([key, value]) => [key, parameterText(value).slice(0, 6000)] as const,
    ),
  );
}

/** Returns the tags, and what MLflow has no field for. */
function tagsOf({ id, digest, label, stage, tags }: VersionDetail): Record<string, string> {
  const isOther = stage !== "None" && !mlflowStages.has(stage);
  return {
    ...Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [key, value.slice(0, 5000)] as const),
    ),
    [publishedTag]: id,
    "model_registry.digest": digest,
    ...(label !== undefined && { "model_registry.label": label }),
    ...(isOther && { "model_registry.stage": stage }),
  };
}

async function upload(
  registry: Registry,
  { request, detail, publication: { uploads } }: Plan,
  run: PublishedRun,
  { signal, report }: Task,
): Promise<void> {
  const total = uploads.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const paths = filesOf(detail);
  for (const [index, artifact] of detail.artifacts.entries()) {
    const file = paths[index];
    if (!file || !isHeld(artifact) || !uploads.some(({ path }) => path === file.path)) continue;
    throwIfCancelled(signal);
    const stream = streamStored(
      registry,
      artifact,
      l10n.t("{0} of {1}", artifact.path, versionTitle(detail)),
    );
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of stream.chunks) {
        report?.({ message: file.path, done: (done += chunk.length), total });
        yield chunk;
      }
    };
    const body = Readable.toWeb(Readable.from(counted(), { objectMode: false })) as ReadableStream;
    const asked = { server: request.server, signal };
    await uploadArtifact(asked, run.artifacts, `${folder}/${file.path}`, { size: file.size, body });
  }
}

/** Returns the values by step of metrics that have some, and the last ones of the others. */
async function pointsOf(
  registry: Registry,
  { id, registration: { recipe } }: VersionDetail,
  at: number,
): Promise<readonly LoggedPoint[]> {
  const found: LoggedPoint[] = [];
  const withHistory = new Set(Object.keys(recipe.history?.metrics ?? {}));
  for (const key of withHistory) {
    const { series } = await metricHistory(registry, { versions: [id], metric: key });
    for (const [step, value] of series[0]?.points ?? []) {
      found.push({ key, value, timestamp: at, step: Math.round(step) });
    }
  }
  for (const [key, value] of Object.entries(recipe.metrics)) {
    if (!withHistory.has(key)) found.push({ key, value, timestamp: at, step: 0 });
  }
  return found;
}
