import * as z from "zod";
import { isUri } from "../../core/model/data/uri.ts";
import { ModelName, type VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { VersionRecord } from "../../core/state/records.ts";
import { promptTag } from "../../registry/records/find-records.ts";
import { readAliased, readVersion, versionOfId } from "../../registry/records/read-record.ts";
import { copyVersion } from "../../registry/registration/copy-version.ts";
import { registerLogged } from "../../registry/registration/register-logged.ts";
import { registerReference } from "../../registry/registration/register-reference.ts";
import { register } from "../../registry/registration/register.ts";
import type { Registry } from "../../registry/registry.ts";
import { readLoggedModel } from "../../registry/runs/logged-models.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import type { Task } from "../../registry/task.ts";
import { listOf, Pair, recordOf, RequiredText, Text } from "../http/fields.ts";
import { notFound } from "../http/mlflow-error.ts";
import { route } from "../http/route.ts";
import { requireModelName } from "../wire/find.ts";
import { wireVersion } from "../wire/version.ts";
import { parseSource, type Source } from "./source.ts";

/**
 * Tag of a request to register a version although loading it would do harm, which is recorded with
 * the version: MLflow's clients have no other way to say it.
 */
const acceptDangerTag = "model_registry.accept_danger";

/** Registers a version from where its files are. */
export const createVersion = route({
  method: "POST",
  path: "/model-versions/create",
  request: z.object({
    name: RequiredText,
    source: RequiredText.max(4096),
    run_id: Text.max(256).default(""),
    run_link: Text.max(500).default(""),
    description: Text.optional(),
    tags: listOf(Pair).default([]),
    model_id: Text.max(256).default(""),
  }),
  answer: async (request, { registry, acceptDanger, signal }) => {
    const model = await requireModelName(registry, request.name);
    const { [acceptDangerTag]: accepted, ...tags } = recordOf(request.tags);
    const { description, source, run_id: run, run_link: link } = request;
    const id = await registerFrom(
      registry,
      {
        model,
        source,
        tags,
        ...((acceptDanger || accepted === "true") && { acceptDanger: true }),
        ...(description !== undefined && { description }),
        ...(run !== "" && { run: { id: run, ...(isUri(link) && { uri: link }) } }),
      },
      { signal },
    );
    const [{ policy }, record] = await Promise.all([registry.policy(), versionOfId(registry, id)]);
    if (!record) throw notFound(`Model Version (id=${id}) not found`);
    return { model_version: wireVersion(policy, record) };
  },
});

/** A version to register, as a client asks for it. */
interface Wanted {
  readonly model: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly acceptDanger?: boolean;
  readonly description?: string;
  readonly run?: { readonly id: string; readonly uri?: string };
}

async function registerFrom(registry: Registry, wanted: Wanted, task: Task): Promise<VersionId> {
  const { source: text, run, ...about } = wanted;
  if (wanted.tags[promptTag] === "true") return registerPrompt(registry, wanted);
  const source = await parseSource(registry.folder, text);
  const given = { ...about, ...(run && { run }) };
  switch (source.kind) {
    case "elsewhere":
      return registerReference(registry, { ...given, uri: text });
    case "version":
    case "alias": {
      const found = await versionOf(registry, source);
      // Of another server: only where it is is known.
      if (!found) return registerReference(registry, { ...given, uri: text });
      return copyVersion(registry, { ...given, version: found.version.id, source: text });
    }
    case "path": {
      const recipe = { parents: [], metricsFiles: [], parametersFiles: [], datasets: [] };
      const request = { ...given, ...recipe, paths: [source.path], allowIdentical: true };
      return (await register(registry, request, task)).id;
    }
    case "run": {
      const found = await unlessUnknown(readRun(registry, { run: source.run }));
      // Of another server: only where it is is known.
      if (!found) return registerReference(registry, { ...given, uri: text });
      const { path } = source;
      return (await registerLogged(registry, { ...about, run: found, path, source: text }, task))
        .id;
    }
    case "logged-model": {
      const found = await unlessUnknown(readLoggedModel(registry, { id: source.model }));
      if (!found) return registerReference(registry, { ...given, uri: text });
      const { path } = source;
      const logged = { run: found.run, loggedModel: found.model };
      return (await registerLogged(registry, { ...about, ...logged, path, source: text }, task)).id;
    }
  }
}

/** Finds the version that is to be copied. */
async function versionOf(
  registry: Registry,
  source: Extract<Source, { readonly kind: "version" | "alias" }>,
): Promise<VersionRecord | undefined> {
  const model = ModelName.safeParse(source.model);
  if (!model.success) return undefined;
  return source.kind === "version"
    ? readVersion(registry, model.data, Number(source.version))
    : readAliased(registry, model.data, source.alias);
}

/** A prompt has no files: its text is in a tag, and its source means nothing. */
function registerPrompt(registry: Registry, wanted: Wanted): Promise<VersionId> {
  const uri = `mlflow-prompt:${encodeURIComponent(wanted.source)}`;
  const note = "a prompt, whose text is in the tag mlflow.prompt.text";
  return registerReference(registry, { ...wanted, uri, note });
}

async function unlessUnknown<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    const code = error instanceof RegistryError ? error.refusal.code : undefined;
    if (code === "unknown-run" || code === "unknown-artifact") return undefined;
    throw error;
  });
}
