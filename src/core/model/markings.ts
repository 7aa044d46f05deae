import * as z from "zod";
import { eventBody } from "./event-body.ts";
import { EventId, ModelName, VersionId } from "./ids.ts";

/**
 * Annotations of models and versions after registration: aliases, tags and texts. All of them can
 * change, while the recipe can't; each event holds the old value and the new one.
 */

export const aliasRule =
  "letters, digits, _ and -, at most 255 characters, and not latest, a number or v and a number";

/**
 * A name that points to one version of a model at a time (as MLflow's, mlflow/utils/validation.py).
 */
export const Alias = z
  .string()
  .normalize("NFC")
  .max(255, `must be ${aliasRule}`)
  .regex(/^[\p{L}\p{N}_-][\p{L}\p{M}\p{N}_-]*$/u, `must be ${aliasRule}`)
  .refine((text) => !/^(latest|v?\d+)$/i.test(text), `must be ${aliasRule}`)
  .brand("Alias");
export type Alias = z.infer<typeof Alias>;

/** MLflow's limits, so that tags can go back and forth. */
export const TagKey = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}]+$/u, "must not have control characters")
  .brand("TagKey");
export type TagKey = z.infer<typeof TagKey>;
export const TagValue = z.string().max(5000);

/**
 * Names of the text fields of a model or a version; some texts are checked (annotation-rules.ts).
 */
export const annotationFields = [
  "description",
  "team",
  "compliance",
  "retention-days",
  "pii",
  "gdpr",
  "certifications",
  "environment",
  "known-issues",
  "changelog",
  "migration-notes",
] as const;
export const AnnotationField = z.enum(annotationFields);
export type AnnotationField = z.infer<typeof AnnotationField>;
export const AnnotationText = z.string().min(1).max(5000);
export type Annotations = Readonly<Partial<Record<AnnotationField, string>>>;

/** An alias points to a version now. */
export const AliasSet = eventBody("alias.set", 1, () =>
  z
    .object({
      model: ModelName,
      alias: Alias,
      version: VersionId,
      /** The version that the alias pointed to before. */
      previous: VersionId.optional(),
    })
    .readonly(),
);
export type AliasSet = z.infer<typeof AliasSet>;

export const AliasRemoved = eventBody("alias.removed", 1, () =>
  z.object({ model: ModelName, alias: Alias, previous: VersionId }).readonly(),
);
export type AliasRemoved = z.infer<typeof AliasRemoved>;

/** A model, or one version of it. */
const about = {
  model: ModelName,
  /** The model that has this name in the clone that decides (model-events.ts). */
  modelId: EventId.optional(),
  version: VersionId.optional(),
};

export const TagSet = eventBody("tag.set", 1, () =>
  z.object({ ...about, key: TagKey, value: TagValue, previous: TagValue.optional() }).readonly(),
);
export type TagSet = z.infer<typeof TagSet>;

export const TagRemoved = eventBody("tag.removed", 1, () =>
  z.object({ ...about, key: TagKey, previous: TagValue }).readonly(),
);
export type TagRemoved = z.infer<typeof TagRemoved>;

/** One or several annotations are others now. A field of a newer release is kept and shown. */
export const AnnotationsChanged = eventBody("annotations.changed", 1, () =>
  z
    .object({
      ...about,
      changes: z
        .array(
          z
            .object({
              field: z.string().min(1).max(64),
              /** Absent: there was none. */
              from: AnnotationText.optional(),
              /** Absent: there is none any more. */
              to: AnnotationText.optional(),
            })
            .readonly(),
        )
        .min(1)
        .max(100)
        .readonly(),
    })
    .readonly(),
);
export type AnnotationsChanged = z.infer<typeof AnnotationsChanged>;
