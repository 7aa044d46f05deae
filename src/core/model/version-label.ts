import * as z from "zod";

/** Characters that a label may contain, for messages. */
export const versionLabelRule = "letters, digits and . _ + / -";

/** A version's name beside its number: `1.4.0`, `20261121T093000Z`, `main-a1b2c3d`. */
export const VersionLabel = z
  .string()
  .normalize("NFC")
  .max(256)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._+/-]*$/u, `must be ${versionLabelRule}`)
  .brand("VersionLabel");
export type VersionLabel = z.infer<typeof VersionLabel>;
