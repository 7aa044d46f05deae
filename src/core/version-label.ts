import * as z from "zod";

/** A version's name beside its number: `1.4.0`, `20261121T093000Z`, `main-a1b2c3d`. */
export const VersionLabel = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._+/-]*$/u, "must be letters, digits and . _ + / -")
  .brand("VersionLabel");
export type VersionLabel = z.infer<typeof VersionLabel>;
