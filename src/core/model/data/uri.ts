import * as z from "zod";

/**
 * The place of something that is not in the workspace: `s3://bucket/key`, `hf://…`, `https://…`.
 */
export const Uri = z
  .string()
  .max(4096)
  .regex(/^[a-z][a-z0-9+.-]+:[^\p{Cc}\s]+$/iu, "must be a URI, such as s3://bucket/key");
export type Uri = z.infer<typeof Uri>;

/** Returns whether a text is a URI (`s3://bucket/key`) and no path. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
