import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, Sha256 } from "../model/ids.ts";
import { AnnotationText, TagKey, TagValue } from "../model/markings.ts";

/**
 * The immutable identity of a model: the id of the event that made it, `model.created` or its first
 * registration. Two clones may make the model of one name, so any event that made the model, or
 * registered a version of it, identifies it.
 */
export const ModelId = EventId;
export type ModelId = EventId;

const Reason = z.string().min(1).max(5000);

/** A model exists, without a version. Its id is the event's id. */
export const ModelCreated = eventBody("model.created", 1, () =>
  z
    .object({
      name: ModelName,
      description: AnnotationText.optional(),
      tags: z.record(TagKey, TagValue).readonly().optional(),
      /** Digest of the policy by which it was decided. */
      policy: Sha256.optional(),
    })
    .readonly(),
);
export type ModelCreated = z.infer<typeof ModelCreated>;

/** A model has another name. The former one leads to it until another model takes it. */
export const ModelRenamed = eventBody("model.renamed", 1, () =>
  z
    .object({
      model: ModelId,
      from: ModelName,
      to: ModelName,
      reason: Reason.optional(),
      /** Digest of the policy by which it was decided. */
      policy: Sha256.optional(),
    })
    .readonly(),
);
export type ModelRenamed = z.infer<typeof ModelRenamed>;

/**
 * A model without living versions is deleted. A version that is registered under it later revives
 * it.
 */
export const ModelDeleted = eventBody("model.deleted", 1, () =>
  z
    .object({
      model: ModelId,
      name: ModelName,
      reason: Reason.optional(),
      /** Digest of the policy by which it was decided. */
      policy: Sha256.optional(),
    })
    .readonly(),
);
export type ModelDeleted = z.infer<typeof ModelDeleted>;
