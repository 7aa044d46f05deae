import * as z from "zod";
import { parsingOf } from "../../core/model/schema-parsing.ts";

/** A cell that holds JSON of this shape. */
export function jsonCell<T>(shape: z.ZodType<T>): z.ZodType<T> {
  return parsedCell((text) => shape.parse(JSON.parse(text), parsingOf(shape)));
}

/** Most texts, and longest (characters), whose values are kept. */
const [maxKept, maxKeptLength] = [1_000, 1_000];

/**
 * The same for cells that are often alike, such as people and empty lists: what a text says is parsed
 * once, and given to all who ask.
 */
export function repeatedJsonCell<T>(shape: z.ZodType<T>): z.ZodType<Readonly<T>> {
  const kept = new Map<string, T>();
  return parsedCell((text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const value = shape.parse(JSON.parse(text), parsingOf(shape));
    if (kept.size >= maxKept) kept.clear();
    if (text.length <= maxKeptLength) kept.set(text, value);
    return value;
  });
}

function parsedCell<T>(parse: (text: string) => T): z.ZodType<T> {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue(String(error));
      return z.NEVER;
    }
  });
}
