import * as z from "zod";

/**
 * Returns the schema of the body of an event. That of its data is made when the first such event is
 * read: making all of them takes longer than a short command has.
 *
 * @param v version of the form of the data
 */
export function eventBody<Type extends string, Version extends number, Data extends z.ZodType>(
  type: Type,
  v: Version,
  data: () => Data,
): z.ZodReadonly<
  z.ZodObject<{ type: z.ZodLiteral<Type>; v: z.ZodLiteral<Version>; data: z.ZodLazy<Data> }>
> {
  return z.object({ type: z.literal(type), v: z.literal(v), data: z.lazy(data) }).readonly();
}
