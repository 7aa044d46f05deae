import * as z from "zod";
import { loggedModelFilterRules } from "../../core/filter/filter.ts";
import { RunId, toLoggedNumber, fromLoggedNumber } from "../../core/model/run.ts";
import { compareRuns, meetsAll, type RunFields } from "../../core/runs/run-search.ts";
import type { Registry } from "../../registry/registry.ts";
import { finishRun } from "../../registry/runs/finish-run.ts";
import {
  changeLoggedModel,
  createLoggedModel,
  listLoggedModels,
  readLoggedModel,
  removeLoggedModel,
  type FoundModel,
} from "../../registry/runs/logged-models.ts";
import { listRunArtifacts } from "../../registry/runs/run-artifacts.ts";
import { startRun } from "../../registry/runs/start-run.ts";
import {
  Flag,
  Integer,
  listOf,
  Pair,
  pairsOf,
  recordOf,
  RequiredText,
  Text,
} from "../http/fields.ts";
import { notFound } from "../http/mlflow-error.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { wireEntry } from "../wire/artifact.ts";
import { artifactRoot, experimentOf, wireExperimentId } from "./experiment-id.ts";
import { parseSearch } from "./record-search.ts";
import { knownExperiments } from "./runs.ts";

/** Tag of a run that stands for a model that was logged outside of any run. */
const ownRunTag = "model_registry.logged_model";

const Id = z.object({ model_id: RequiredText });

const wireStatuses = {
  pending: "LOGGED_MODEL_PENDING",
  ready: "LOGGED_MODEL_READY",
  failed: "LOGGED_MODEL_UPLOAD_FAILED",
} as const;

function artifactUri({ run, model }: FoundModel): string {
  return `${artifactRoot(run.experiment)}/models/${encodeURIComponent(model.id)}/artifacts`;
}

function wireModel(found: FoundModel): object {
  const { model, run } = found;
  return {
    info: {
      model_id: model.id,
      experiment_id: wireExperimentId(run.experiment),
      name: model.name ?? model.id,
      creation_timestamp_ms: model.created,
      last_updated_timestamp_ms: model.changed,
      artifact_uri: artifactUri(found),
      status: wireStatuses[model.status],
      ...(model.type !== undefined && { model_type: model.type }),
      ...(!run.state.tags.has(ownRunTag) && { source_run_id: run.id }),
      ...(model.statusMessage !== undefined && { status_message: model.statusMessage }),
      tags: pairsOf(model.tags),
      registrations: [],
    },
    data: {
      params: pairsOf(model.parameters),
      metrics: model.metrics.map(({ key, value, step, at, dataset }) => ({
        key,
        value: toLoggedNumber(fromLoggedNumber(value)),
        timestamp: at,
        step,
        model_id: model.id,
        run_id: run.id,
        ...(dataset && {
          dataset_name: dataset.name,
          ...(dataset.digest !== undefined && { dataset_digest: dataset.digest }),
        }),
      })),
    },
  };
}

/** Returns a run that stands for a model that is logged outside of any. */
async function ownRun(registry: Registry, experiment: string, name: string): Promise<RunId> {
  const at = Date.now();
  const run = await startRun(registry, {
    experiment: experimentOf(experiment),
    name,
    start: at,
    lines: [{ kind: "tags", at, values: { [ownRunTag]: "true" } }],
  });
  return run.id;
}

const Status = z
  .union([
    z.enum(["LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"]),
    // As their numbers, in other clients.
    z.literal(1).transform(() => "LOGGED_MODEL_PENDING" as const),
    z.literal(2).transform(() => "LOGGED_MODEL_READY" as const),
    z.literal(3).transform(() => "LOGGED_MODEL_UPLOAD_FAILED" as const),
  ])
  .transform(
    (status) =>
      (
        ({
          LOGGED_MODEL_PENDING: "pending",
          LOGGED_MODEL_READY: "ready",
          LOGGED_MODEL_UPLOAD_FAILED: "failed",
        }) as const
      )[status],
  );

const attributes = {
  name: "name",
  model_id: "id",
  model_type: "user",
  status: "status",
  source_run_id: "duration",
  creation_timestamp: "start",
  creation_time: "start",
  last_updated_timestamp: "end",
  last_updated_time: "end",
} as const;

/** Endpoints of logged models. */
export const loggedModelRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/logged-models",
    request: z.object({
      experiment_id: Text.default("0"),
      name: Text.max(500).default(""),
      model_type: Text.max(250).default(""),
      source_run_id: Text.max(256).default(""),
      params: listOf(Pair).default([]),
      tags: listOf(Pair).default([]),
    }),
    answer: async (request, { registry }) => {
      const { experiment_id, name, model_type: type, source_run_id: source } = request;
      const run =
        source === ""
          ? await ownRun(registry, experiment_id || "0", name || "model")
          : RunId.parse(source);
      const found = await createLoggedModel(registry, {
        run,
        ...(name !== "" && { name }),
        ...(type !== "" && { type }),
        parameters: recordOf(request.params),
        tags: recordOf(request.tags),
      });
      return { model: wireModel(found) };
    },
  }),
  route({
    method: "POST",
    path: "/logged-models/search",
    request: z.object({
      experiment_ids: listOf(Text).default([]),
      filter: Text.default(""),
      datasets: listOf(z.looseObject({})).default([]),
      max_results: Integer.pipe(z.int().min(1).max(50_000)).default(100),
      order_by: listOf(
        z.object({ field_name: RequiredText, ascending: Flag.default(true) }),
      ).default([]),
      page_token: Text.optional(),
    }),
    answer: async (request, { registry }) => {
      const { experiment_ids: ids, filter, max_results: limit, page_token } = request;
      const offset = offsetOf(page_token);
      const order = request.order_by.map(
        ({ field_name: name, ascending }) => `${name} ${ascending ? "ASC" : "DESC"}`,
      );
      const rules = { filter: loggedModelFilterRules, order: loggedModelFilterRules };
      const search = parseSearch({ filter, order }, rules, attributes);
      const experiments = await knownExperiments(registry, ids);
      const found = (await listLoggedModels(registry, { experiments }))
        .map((each) => ({ each, fields: fieldsOf(each) }))
        .filter(({ fields }) => meetsAll(fields, search.conditions))
        .map(({ each, fields }) => ({
          each,
          id: RunId.parse(each.model.id),
          start: each.model.created,
          keys: search.order.map(({ field }) => fields(field)),
        }))
        .sort((a, b) => compareRuns(a, b, search.order));
      const records = found.slice(offset, offset + limit);
      return {
        models: records.map(({ each }) => wireModel(each)),
        ...nextPage(offset, { records, hasMore: found.length > offset + limit }),
      };
    },
  }),
  route({
    method: "GET",
    path: "/logged-models/:model_id",
    request: Id,
    answer: async ({ model_id: id }, { registry }) => ({
      model: wireModel(await readLoggedModel(registry, { id })),
    }),
  }),
  route({
    method: "PATCH",
    path: "/logged-models/:model_id",
    request: Id.extend({ status: Status }),
    answer: async ({ model_id: id, status }, { registry }) => {
      const found = await changeLoggedModel(registry, { id, status });
      const { run } = found;
      if (run.state.tags.has(ownRunTag) && status !== "pending") {
        await finishRun(registry, {
          run: run.id,
          status: status === "ready" ? "finished" : "failed",
        });
      }
      return { model: wireModel(found) };
    },
  }),
  route({
    method: "DELETE",
    path: "/logged-models/:model_id",
    request: Id,
    answer: async ({ model_id: id }, { registry }) => {
      await removeLoggedModel(registry, { id });
      return {};
    },
  }),
  route({
    method: "PATCH",
    path: "/logged-models/:model_id/tags",
    request: Id.extend({ tags: listOf(Pair).default([]) }),
    answer: async ({ model_id: id, tags }, { registry }) => ({
      model: wireModel(await changeLoggedModel(registry, { id, tags: recordOf(tags) })),
    }),
  }),
  route({
    method: "DELETE",
    path: "/logged-models/:model_id/tags/:tag_key",
    request: Id.extend({ tag_key: RequiredText }),
    answer: async ({ model_id: id, tag_key: key }, { registry }) => {
      const { model } = await readLoggedModel(registry, { id });
      if (!(key in model.tags)) {
        throw notFound(`No tag with key '${key}' for model with ID '${id}'.`);
      }
      await changeLoggedModel(registry, { id, tags: { [key]: null } });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/logged-models/:model_id/params",
    request: Id.extend({ params: listOf(Pair).default([]) }),
    answer: async ({ model_id: id, params }, { registry }) => {
      await changeLoggedModel(registry, { id, parameters: recordOf(params) });
      return {};
    },
  }),
  route({
    method: "GET",
    path: "/logged-models/:model_id/artifacts/directories",
    request: Id.extend({ artifact_directory_path: Text.default("") }),
    answer: async ({ model_id: id, artifact_directory_path: folder }, { registry }) => {
      const found = await readLoggedModel(registry, { id });
      const entries = await listRunArtifacts(registry, { run: found.run.id, model: id, folder });
      return { root_uri: artifactUri(found), files: entries.map((entry) => wireEntry(entry)) };
    },
  }),
];

/** Returns the fields of a logged model under the names that those of runs have. */
function fieldsOf({ model, run }: FoundModel): RunFields {
  return ({ kind, key }) => {
    switch (kind) {
      case "tag":
        return model.tags[key];
      case "parameter":
        return model.parameters[key];
      case "metric": {
        const value = model.metrics.findLast((metric) => metric.key === key)?.value;
        return value === undefined ? undefined : fromLoggedNumber(value);
      }
      case "dataset":
        return undefined;
      case "attribute":
        return {
          id: model.id,
          name: model.name,
          status: model.status,
          user: model.type,
          start: model.created,
          end: model.changed,
          duration: run.id as string,
        }[key];
    }
  };
}
