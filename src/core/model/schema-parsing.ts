import type * as z from "zod";

/** Values that a schema interprets; compiling it takes as long as interpreting about so many. */
const interpreted = 500;

const counts = new WeakMap<z.ZodType, number>();

/**
 * Returns how a schema parses its next value. zod compiles the schema of an object when it parses the
 * first one, which takes longer than a short command has: so the first values are interpreted.
 */
export function parsingOf(schema: z.ZodType): { readonly jitless: boolean } {
  const count = counts.get(schema) ?? 0;
  if (count >= interpreted) return compiled;
  counts.set(schema, count + 1);
  return interpretation;
}

const compiled = { jitless: false } as const;
const interpretation = { jitless: true } as const;
