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

type Untimed = Omit<Notice, "at">;

/** Returns what webhooks are told of an event of the registry. */
export function noticesOf(about: NewEvent): readonly Notice[] {
  const isPrompt = about.model?.tags[promptTag] === "true";
  const { at } = about.event;
  return modelNotices(about).flatMap(({ event, data }) => {
    if (isPrompt) return [{ event: promptName(event), at, data }];
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

function tagNotice(action: "set" | "deleted", version: number | undefined, data: object): Untimed {
  return version === undefined
    ? { event: `registered_model_tag.${action}`, data }
    : { event: `model_version_tag.${action}`, data: { version: String(version), ...data } };
}

function promptName(name: string): string {
  return name
    .replace("registered_model", "prompt")
    .replace("model_version_alias", "prompt_alias")
    .replace("model_version", "prompt_version");
}

/** All events that a webhook can be told of. */
export const webhookEvents: readonly string[] = [
  "registered_model.created",
  "model_version.created",
  "model_version_tag.set",
  "model_version_tag.deleted",
  "model_version_alias.created",
  "model_version_alias.deleted",
  "prompt.created",
  "prompt_version.created",
  "prompt_tag.set",
  "prompt_tag.deleted",
  "prompt_version_tag.set",
  "prompt_version_tag.deleted",
  "prompt_alias.created",
  "prompt_alias.deleted",
];
