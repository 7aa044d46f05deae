import * as z from "zod";
import { ModelDescription } from "../inspection.ts";
import { isLicenceKey } from "./licence.ts";

/** Descriptions of the files of a version, as they are recorded with the version. */
export const RecordedInspection = z.lazy(() =>
  z
    .object({
      /** The version as a whole; its verdict is that of the worst of its files. */
      description: ModelDescription,
      /** Its artifacts that are model files, by their path. */
      files: z
        .array(z.object({ path: z.string().max(1024), description: ModelDescription }).readonly())
        .max(200)
        .readonly(),
      /** True if a person registered it knowing that it is dangerous. */
      acceptedDanger: z.literal(true).optional(),
    })
    .readonly(),
);
export type RecordedInspection = z.infer<typeof RecordedInspection>;

const metadataEntries = 40;
const metadataText = 200;
const fileFindings = 20;

/**
 * Returns a description as it is recorded: only short metadata and the first findings, without what
 * only a page about the file needs.
 */
export function recordable(description: ModelDescription): ModelDescription {
  const { metadata, findings, ...rest } = description;
  const entries = Object.entries(metadata ?? {})
    .filter(([, value]) => value.length <= metadataText)
    .filter(([key], index) => index < metadataEntries || isLicenceKey(key));
  return {
    ...rest,
    ...(entries.length > 0 && { metadata: Object.fromEntries(entries) }),
    findings: findings.slice(0, fileFindings),
  };
}
