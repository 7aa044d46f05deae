import * as z from "zod";
import { isHeld } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { annotate } from "../../registry/annotations/annotate.ts";
import { removeAlias, setAlias } from "../../registry/annotations/set-alias.ts";
import { removeTag, setTag } from "../../registry/annotations/set-tag.ts";
import { transition } from "../../registry/lifecycle/transition.ts";
import { findVersions } from "../../registry/records/find-records.ts";
import { readAliased } from "../../registry/records/read-record.ts";
import type { Registry } from "../../registry/registry.ts";
import { deleteVersion } from "../../registry/retention/delete-version.ts";
import { versionFiles } from "../../registry/retrieval/stream-artifact.ts";
import { Flag, Integer, listOf, RequiredText, Text } from "../http/fields.ts";
import { invalidParameter } from "../http/mlflow-error.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { requireModel, requireModelName, requireVersion } from "../wire/find.ts";
import { mlflowStageOf, stageOf, stageTag } from "../wire/stage.ts";
import { bytesUri, wireVersion, type WireVersion } from "../wire/version.ts";
import { createVersion } from "./create-version.ts";

const Version = Text.or(Integer.transform(String));
const Named = z.object({ name: RequiredText, version: Version });

async function answered(
  registry: Registry,
  name: string,
  version: string,
): Promise<{ model_version: WireVersion }> {
  const [{ policy }, record] = await Promise.all([
    registry.policy(),
    requireVersion(registry, { name, version }),
  ]);
  return { model_version: wireVersion(policy, record) };
}

/** Endpoints of model versions and of aliases. */
export const versionRoutes: readonly Route[] = [
  createVersion,
  route({
    method: "GET",
    path: "/model-versions/get",
    request: Named,
    answer: ({ name, version }, { registry }) => answered(registry, name, version),
  }),
  route({
    method: "GET",
    path: "/model-versions/get-download-uri",
    request: Named,
    answer: async ({ name, version }, { registry }) => {
      const { version: found, source } = await requireVersion(registry, { name, version });
      return { artifact_uri: await downloadUri(registry, found.id, source) };
    },
  }),
  route({
    method: "PATCH",
    path: "/model-versions/update",
    request: Named.extend({ description: Text.optional() }),
    answer: async ({ name, version, description }, { registry }) => {
      const record = await requireVersion(registry, { name, version });
      if (description !== undefined && description !== (record.description ?? "")) {
        await annotate(registry, {
          subject: { model: record.version.model, version: record.version.id },
          changes: { description: description === "" ? null : description },
        });
      }
      return answered(registry, name, version);
    },
  }),
  route({
    method: "POST",
    path: "/model-versions/transition-stage",
    request: Named.extend({ stage: RequiredText, archive_existing_versions: Flag.default(false) }),
    answer: async (request, { registry, signal }) => {
      const { name, version, stage, archive_existing_versions: archives } = request;
      const { policy } = await registry.policy();
      const { version: found } = await requireVersion(registry, { name, version });
      const to = stageOf(policy, stage);
      if (archives && !["Staging", "Production"].includes(mlflowStageOf(policy, to) ?? "")) {
        throw invalidParameter(
          `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are Staging, Production`,
        );
      }
      if (found.stage !== to) {
        await transition(
          registry,
          {
            version: found.id,
            to,
            ...(archives && { archiveExisting: stageOf(policy, "Archived") }),
          },
          { signal },
        );
      }
      return answered(registry, name, version);
    },
  }),
  route({
    method: "DELETE",
    path: "/model-versions/delete",
    request: Named,
    answer: async ({ name, version }, { registry, signal }) => {
      const { version: found } = await requireVersion(registry, { name, version });
      const reason = "Deleted by a client of MLflow.";
      await deleteVersion(registry, { version: found.id, reason }, { signal });
      return {};
    },
  }),
  route({
    method: ["GET", "POST"],
    path: "/model-versions/search",
    request: z.object({
      filter: Text.default(""),
      max_results: Integer.pipe(z.int().min(1).max(200_000)).default(10_000),
      order_by: listOf(Text).default([]),
      page_token: Text.optional(),
    }),
    answer: async ({ filter, max_results: limit, order_by: order, page_token }, { registry }) => {
      const offset = offsetOf(page_token);
      const [{ policy }, page] = await Promise.all([
        registry.policy(),
        findVersions(registry, { filter, order, limit, offset }),
      ]);
      return {
        model_versions: page.records.map((record) => wireVersion(policy, record)),
        ...nextPage(offset, page),
      };
    },
  }),
  route({
    method: "POST",
    path: "/model-versions/set-tag",
    request: Named.extend({ key: RequiredText, value: Text.default("") }),
    answer: async ({ name, version, key, value }, { registry }) => {
      if (key === stageTag) throw invalidParameter(`The tag ${stageTag} shows the stage.`);
      const { version: found } = await requireVersion(registry, { name, version });
      const subject = { model: found.model, version: found.id };
      await setTag(registry, { subject, key, value });
      return {};
    },
  }),
  route({
    method: "DELETE",
    path: "/model-versions/delete-tag",
    request: Named.extend({ key: RequiredText }),
    answer: async ({ name, version, key }, { registry }) => {
      const { version: found, tags } = await requireVersion(registry, { name, version });
      if (!(key in tags)) return {};
      await removeTag(registry, { subject: { model: found.model, version: found.id }, key });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/registered-models/alias",
    request: Named.extend({ alias: RequiredText }),
    answer: async ({ name, version, alias }, { registry }) => {
      const { version: found } = await requireVersion(registry, { name, version });
      await setAlias(registry, { version: found.id, alias });
      return {};
    },
  }),
  route({
    method: "DELETE",
    path: "/registered-models/alias",
    request: z.object({ name: RequiredText, alias: RequiredText }),
    answer: async ({ name, alias }, { registry }) => {
      const { model, aliases } = await requireModel(registry, name);
      if (!aliases.some((each) => each.alias === alias)) return {};
      await removeAlias(registry, { model: model.name, alias });
      return {};
    },
  }),
  route({
    method: "GET",
    path: "/registered-models/alias",
    request: z.object({ name: RequiredText, alias: RequiredText }),
    answer: async ({ name, alias }, { registry }) => {
      const [{ policy }, model] = await Promise.all([
        registry.policy(),
        requireModelName(registry, name),
      ]);
      const record = await readAliased(registry, model, alias);
      // MLflow's own code for it (mlflow/store/model_registry/sqlalchemy_store.py).
      if (!record) throw invalidParameter(`Registered model alias ${alias} not found.`);
      return { model_version: wireVersion(policy, record) };
    },
  }),
];

/** Returns where clients get the files of a version: from here, unless they are kept elsewhere. */
async function downloadUri(registry: Registry, id: VersionId, source: string): Promise<string> {
  const found = await versionFiles(registry, id);
  const files = [...(found?.files.values() ?? [])];
  if (files.some(isHeld)) return bytesUri(id);
  const [kept] = files;
  return kept && !isHeld(kept) ? kept.uri : source;
}
