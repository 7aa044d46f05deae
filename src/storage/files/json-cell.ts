import * as z from "zod";

/** A cell that holds JSON of this shape. */
export function jsonCell<T>(shape: z.ZodType<T>): z.ZodType<T> {
  return z.string().transform((text, context): T => {
    try {
      return shape.parse(JSON.parse(text));
    } catch (error) {
      context.addIssue(String(error));
      return z.NEVER;
    }
  });
}
