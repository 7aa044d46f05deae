import * as z from "zod";
import { experimentFilterRules, experimentOrderRules } from "../../core/filter/filter.ts";
import { Timestamp } from "../../core/model/ids.ts";
import { defaultExperiment, ExperimentId, ExperimentName, RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ExperimentSelector } from "../../core/runs/decide-experiment.ts";
import { compareRuns, meetsAll, type RunFields } from "../../core/runs/run-search.ts";
import type { Experiment } from "../../core/runs/run.ts";
import type { Registry } from "../../registry/registry.ts";
import {
  createExperiment,
  deleteExperiment,
  listExperiments,
  readExperiment,
  restoreExperiment,
  updateExperiment,
} from "../../registry/runs/experiments.ts";
import {
  Integer,
  listOf,
  millisecondsOf,
  Pair,
  pairsOf,
  recordOf,
  RequiredText,
  Text,
} from "../http/fields.ts";
import { invalidParameter, MlflowError, notFound } from "../http/mlflow-error.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import {
  artifactRoot,
  defaultExperimentId,
  experimentOf,
  wireExperimentId,
} from "./experiment-id.ts";
import { parseSearch } from "./record-search.ts";

/** View of what is deleted and what is not (ViewType in mlflow/protos/service.proto). */
export const ViewType = z
  .enum(["ACTIVE_ONLY", "DELETED_ONLY", "ALL"])
  .default("ACTIVE_ONLY")
  .transform(
    (view) => (({ ACTIVE_ONLY: "without", DELETED_ONLY: "only", ALL: "with" }) as const)[view],
  );

const Id = z.object({ experiment_id: RequiredText });

/** The experiment of MLflow's clients that have made none, before a run of it is logged. */
const emptyDefault: Experiment = {
  // Before the first of all events; clients know it by its name.
  id: ExperimentId.parse("0".repeat(26)),
  name: ExperimentName.parse(defaultExperiment),
  createdAt: Timestamp.parse("1970-01-01T00:00:00.000Z"),
  changedAt: Timestamp.parse("1970-01-01T00:00:00.000Z"),
  isDeleted: false,
  tags: {},
};

async function allExperiments(registry: Registry): Promise<readonly Experiment[]> {
  const made = await listExperiments(registry);
  return made.some(({ name }) => name === defaultExperiment) ? made : [emptyDefault, ...made];
}

function wireExperiment(experiment: Experiment): object {
  const { name, tags, createdAt, changedAt, isDeleted } = experiment;
  return {
    experiment_id: wireExperimentId(experiment),
    name,
    artifact_location: artifactRoot(experiment),
    lifecycle_stage: isDeleted ? "deleted" : "active",
    creation_time: millisecondsOf(createdAt),
    last_update_time: millisecondsOf(changedAt),
    tags: pairsOf(tags),
  };
}

/** Reads an experiment; that of the name `Default` is there before it is made. */
async function read(registry: Registry, selector: ExperimentSelector): Promise<object> {
  try {
    return wireExperiment(await readExperiment(registry, { experiment: selector }));
  } catch (error) {
    const isUnknown = error instanceof RegistryError && error.refusal.code === "unknown-experiment";
    if (!isUnknown) throw error;
    if ("name" in selector && selector.name === defaultExperiment) {
      return wireExperiment(emptyDefault);
    }
    throw notFound(
      "name" in selector && !selector.name.startsWith("\u0000")
        ? `Could not find experiment with name '${selector.name}'`
        : `No Experiment with id=${"id" in selector ? selector.id : selector.name.slice(1)} exists`,
    );
  }
}

/** Endpoints of experiments. */
export const experimentRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/experiments/create",
    request: z.object({
      name: RequiredText,
      artifact_location: Text.default(""),
      tags: listOf(Pair).default([]),
    }),
    answer: async ({ name, artifact_location: location, tags }, { registry }) => {
      if (location !== "" && !location.startsWith("mlflow-artifacts:")) {
        throw invalidParameter(
          `The files of experiments are kept by this server, not in ${JSON.stringify(location.slice(0, 200))}. Leave artifact_location out.`,
        );
      }
      try {
        const { id } = await createExperiment(registry, { name, tags: recordOf(tags) });
        return { experiment_id: name === defaultExperiment ? defaultExperimentId : id };
      } catch (error) {
        if (!(error instanceof RegistryError && error.refusal.code === "experiment-exists"))
          throw error;
        throw new MlflowError(
          "RESOURCE_ALREADY_EXISTS",
          `Experiment '${name}' already exists${error.refusal.isDeleted ? " in deleted state. You can restore the experiment, or permanently delete it to create a new one" : ""}.`,
          { cause: error },
        );
      }
    },
  }),
  route({
    method: "GET",
    path: "/experiments/get",
    request: Id,
    answer: async ({ experiment_id: id }, { registry }) => ({
      experiment: await read(registry, experimentOf(id)),
    }),
  }),
  route({
    method: "GET",
    path: "/experiments/get-by-name",
    request: z.object({ experiment_name: RequiredText }),
    answer: async ({ experiment_name: name }, { registry }) => ({
      experiment: await read(registry, { name }),
    }),
  }),
  route({
    method: "POST",
    path: "/experiments/delete",
    request: Id,
    answer: async ({ experiment_id: id }, { registry }) => {
      await deleteExperiment(registry, { experiment: experimentOf(id) });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/experiments/restore",
    request: Id,
    answer: async ({ experiment_id: id }, { registry }) => {
      await restoreExperiment(registry, { experiment: experimentOf(id) });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/experiments/update",
    request: Id.extend({ new_name: RequiredText }),
    answer: async ({ experiment_id: id, new_name: to }, { registry }) => {
      await updateExperiment(registry, { experiment: experimentOf(id), to });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/experiments/set-experiment-tag",
    request: Id.extend({ key: RequiredText, value: Text.default("") }),
    answer: async ({ experiment_id: id, key, value }, { registry }) => {
      await changeTag(registry, id, key, value);
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/experiments/delete-experiment-tag",
    request: Id.extend({ key: RequiredText }),
    answer: async ({ experiment_id: id, key }, { registry }) => {
      await changeTag(registry, id, key, null);
      return {};
    },
  }),
  route({
    method: ["GET", "POST"],
    path: "/experiments/search",
    request: z.object({
      filter: Text.default(""),
      max_results: Integer.pipe(z.int().min(1).max(50_000)).default(1000),
      order_by: listOf(Text).default([]),
      page_token: Text.optional(),
      view_type: ViewType,
    }),
    answer: async (request, { registry }) => {
      const { filter, max_results: limit, order_by: order, page_token, view_type: view } = request;
      const offset = offsetOf(page_token);
      const rules = { filter: experimentFilterRules, order: experimentOrderRules };
      const search = parseSearch({ filter, order }, rules, {
        name: "name",
        experiment_id: "id",
        creation_time: "start",
        last_update_time: "end",
      });
      const found = (await allExperiments(registry))
        .filter(({ isDeleted }) => view === "with" || isDeleted === (view === "only"))
        .map((experiment) => ({ experiment, fields: fieldsOf(experiment) }))
        .filter(({ fields }) => meetsAll(fields, search.conditions))
        .map(({ experiment, fields }) => ({
          experiment,
          id: RunId.parse(experiment.id),
          start: millisecondsOf(experiment.createdAt),
          keys: search.order.map(({ field }) => fields(field)),
        }))
        .sort((a, b) => compareRuns(a, b, search.order));
      const records = found.slice(offset, offset + limit);
      return {
        experiments: records.map(({ experiment }) => wireExperiment(experiment)),
        ...nextPage(offset, { records, hasMore: found.length > offset + limit }),
      };
    },
  }),
];

async function changeTag(
  registry: Registry,
  id: string,
  key: string,
  value: string | null,
): Promise<void> {
  const experiment = await readExperiment(registry, { experiment: experimentOf(id) });
  if ((experiment.tags[key] ?? null) === value) return;
  await updateExperiment(registry, { experiment: { id: experiment.id }, tags: { [key]: value } });
}

/** Returns the fields of an experiment under the names that those of runs have. */
function fieldsOf({ id, name, tags, createdAt, changedAt }: Experiment): RunFields {
  return ({ kind, key }) => {
    if (kind === "tag") return tags[key];
    switch (key) {
      case "id":
        return id;
      case "name":
        return name;
      case "start":
        return millisecondsOf(createdAt);
      case "end":
        return millisecondsOf(changedAt);
      default:
        return undefined;
    }
  };
}
