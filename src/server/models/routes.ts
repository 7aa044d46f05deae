import * as z from "zod";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { annotate } from "../../registry/annotations/annotate.ts";
import { removeTag, setTag } from "../../registry/annotations/set-tag.ts";
import { createModel } from "../../registry/models/create-model.ts";
import { renameModel } from "../../registry/models/rename-model.ts";
import { findModels } from "../../registry/records/find-records.ts";
import type { Registry } from "../../registry/registry.ts";
import { deleteModelAndVersions } from "../../registry/retention/delete-model-and-versions.ts";
import { Integer, listOf, Pair, recordOf, RequiredText, Text } from "../http/fields.ts";
import { MlflowError } from "../http/mlflow-error.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { requireModel, requireModelName } from "../wire/find.ts";
import { latestVersions, wireModel, type WireModel } from "../wire/model.ts";

const Named = z.object({ name: RequiredText });

async function answered(
  registry: Registry,
  name: string,
): Promise<{ registered_model: WireModel }> {
  const [{ policy }, record] = await Promise.all([registry.policy(), requireModel(registry, name)]);
  return { registered_model: wireModel(policy, record) };
}

/** Endpoints of registered models. */
export const modelRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/registered-models/create",
    request: Named.extend({ tags: listOf(Pair).optional(), description: Text.optional() }),
    answer: async ({ name, tags = [], description }, { registry }) => {
      try {
        const { data } = await createModel(registry, {
          name,
          tags: recordOf(tags),
          ...(description !== undefined && { description }),
        });
        return await answered(registry, data.name);
      } catch (error) {
        throw existsAlready(error, name);
      }
    },
  }),
  route({
    method: "GET",
    path: "/registered-models/get",
    request: Named,
    answer: ({ name }, { registry }) => answered(registry, name),
  }),
  route({
    method: "POST",
    path: "/registered-models/rename",
    request: Named.extend({ new_name: RequiredText }),
    answer: async ({ name, new_name }, { registry }) => {
      const model = await requireModelName(registry, name);
      try {
        const { data } = await renameModel(registry, { model, to: new_name });
        return await answered(registry, data.to);
      } catch (error) {
        throw existsAlready(error, new_name);
      }
    },
  }),
  route({
    method: "PATCH",
    path: "/registered-models/update",
    request: Named.extend({ description: Text.optional() }),
    answer: async ({ name, description }, { registry }) => {
      const record = await requireModel(registry, name);
      if (description !== undefined && description !== (record.description ?? "")) {
        await annotate(registry, {
          subject: { model: record.model.name },
          changes: { description: description === "" ? null : description },
        });
      }
      return answered(registry, name);
    },
  }),
  route({
    method: "DELETE",
    path: "/registered-models/delete",
    request: Named,
    answer: async ({ name }, { registry, signal }) => {
      const model = await requireModelName(registry, name);
      const reason = "Deleted with its model by a client of MLflow.";
      await deleteModelAndVersions(registry, { model, reason }, { signal });
      return {};
    },
  }),
  route({
    method: ["GET", "POST"],
    path: "/registered-models/search",
    request: z.object({
      filter: Text.default(""),
      max_results: Integer.pipe(z.int().min(1).max(1000)).default(100),
      order_by: listOf(Text).default([]),
      page_token: Text.optional(),
    }),
    answer: async ({ filter, max_results: limit, order_by: order, page_token }, { registry }) => {
      const offset = offsetOf(page_token);
      const [{ policy }, page] = await Promise.all([
        registry.policy(),
        findModels(registry, { filter, order, limit, offset }),
      ]);
      return {
        registered_models: page.records.map((record) => wireModel(policy, record)),
        ...nextPage(offset, page),
      };
    },
  }),
  route({
    method: ["GET", "POST"],
    path: "/registered-models/get-latest-versions",
    request: Named.extend({ stages: listOf(Text).default([]) }),
    answer: async ({ name, stages }, { registry }) => {
      const [{ policy }, record] = await Promise.all([
        registry.policy(),
        requireModel(registry, name),
      ]);
      const wanted = new Set(stages.map((stage) => stage.toLowerCase()));
      const all = latestVersions(policy, record);
      return {
        model_versions: all.filter(
          ({ current_stage: stage }) => wanted.size === 0 || wanted.has(stage.toLowerCase()),
        ),
      };
    },
  }),
  route({
    method: "POST",
    path: "/registered-models/set-tag",
    request: Named.extend({ key: RequiredText, value: Text.default("") }),
    answer: async ({ name, key, value }, { registry }) => {
      const model = await requireModelName(registry, name);
      await setTag(registry, { subject: { model }, key, value });
      return {};
    },
  }),
  route({
    method: "DELETE",
    path: "/registered-models/delete-tag",
    request: Named.extend({ key: RequiredText }),
    answer: async ({ name, key }, { registry }) => {
      const { model, tags } = await requireModel(registry, name);
      if (key in tags) await removeTag(registry, { subject: { model: model.name }, key });
      return {};
    },
  }),
];

/** Returns MLflow's error for a name in use, by whose words its clients know it; others unchanged. */
function existsAlready(error: unknown, name: string): unknown {
  const isTaken = error instanceof RegistryError && error.refusal.code === "model-exists";
  if (!isTaken) return error;
  return new MlflowError(
    "RESOURCE_ALREADY_EXISTS",
    `Registered Model (name=${name}) already exists.`,
    { cause: error },
  );
}
