import type { VersionRegistered } from "../../core/events/event.ts";
import { promptTag } from "../../registry/records/find-records.ts";
import type { NewEvent } from "../../registry/webhooks/new-events.ts";

/** Events that a webhook is told (mlflow/webhooks/types.py). */
export interface Notice {
  /** `model_version.created` */
  readonly event: string;
  /** Time at which it happened, as ISO 8601. */
  readonly at: string;
  readonly data: object;
}

interface Untimed {
  readonly event: string;
  readonly data: {
    readonly tags?: Readonly<Record<string, string>>;
    readonly source?: string;
    readonly [field: string]: unknown;
  };
}

/** Returns what webhooks are told of an event of the registry. */
export function noticesOf(about: NewEvent): readonly Notice[] {
  const isPrompt = about.model?.tags[promptTag] === "true";
  const { at } = about.event;
  return modelNotices(about).flatMap(({ event, data }) => {
    if (isPrompt) return [{ event: promptName(event), at, data: promptData(data) }];
    // MLflow tells of tags of prompts, but not of those of models.
    return event.startsWith("registered_model_tag") ? [] : [{ event, at, data }];
  });
}

/** Returns the notices as they are for models that are no prompts. */
function modelNotices({ event, version }: NewEvent): readonly Untimed[] {
  switch (event.type) {
    case "model.created": {
      const { name, description = null, tags = {} } = event.data;
      return [{ event: "registered_model.created", data: { name, tags, description } }];
    }
    case "version.registered":
      return registrationNotices(event.data, version);
    case "tag.set": {
      const { model, key, value } = event.data;
      return [tagNotice("set", version, { name: model, key, value })];
    }
    case "tag.removed": {
      const { model, key } = event.data;
      return [tagNotice("deleted", version, { name: model, key })];
    }
    case "alias.set": {
      const { model: name, alias } = event.data;
      const data = { name, alias, version: String(version ?? "") };
      return [{ event: "model_version_alias.created", data }];
    }
    case "alias.removed": {
      const { model: name, alias } = event.data;
      return [{ event: "model_version_alias.deleted", data: { name, alias } }];
    }
    default:
      return [];
  }
}

function registrationNotices(
  data: VersionRegistered["data"],
  version: number | undefined,
): readonly Untimed[] {
  const { model: name, description = null, tags = {}, source, recipe, modelId, number } = data;
  const model = { name, tags: {}, description: null };
  const created = {
    ...{ name, version: String(version ?? number), source },
    ...{ run_id: recipe.run?.id ?? null, tags, description },
  };
  return [
    ...(modelId === undefined ? [{ event: "registered_model.created", data: model }] : []),
    { event: "model_version.created", data: created },
  ];
}

function tagNotice(
  action: "set" | "deleted",
  version: number | undefined,
  data: Untimed["data"],
): Untimed {
  return version === undefined
    ? { event: `registered_model_tag.${action}`, data }
    : { event: `model_version_tag.${action}`, data: { version: String(version), ...data } };
}

/** Tags by which MLflow's client keeps prompts as models; one has the text of the prompt. */
const promptTextTag = "mlflow.prompt.text";
const promptTags: ReadonlySet<string> = new Set([promptTag, promptTextTag, "_mlflow_prompt_type"]);

/** Returns the data as they are for prompts: with the text, and without where a version would be from. */
function promptData(data: Untimed["data"]): Untimed["data"] {
  const { tags, source } = data;
  if (tags === undefined) return data;
  const shown = Object.entries(data).filter(([field]) => field !== "source" && field !== "run_id");
  return {
    ...Object.fromEntries(shown),
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !promptTags.has(key))),
    ...(source !== undefined && { template: tags[promptTextTag] ?? null }),
  };
}

function promptName(name: string): string {
  return name
    .replace("registered_model", "prompt")
    .replace("model_version_alias", "prompt_alias")
    .replace("model_version", "prompt_version");
}
