import * as z from "zod";

/** A number that a double would round, as the text it was written as. */
export const ExactNumber = z
  .object({
    kind: z.enum(["integer", "decimal"]),
    text: z
      .string()
      .max(1000)
      .regex(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/, "must be a number"),
  })
  .readonly();
export type ExactNumber = z.infer<typeof ExactNumber>;
