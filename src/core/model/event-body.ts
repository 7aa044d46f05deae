import * as z from "zod";

/** Schema of the body of an event of one type. */
export type EventBodySchema<
  Type extends string,
  Version extends number,
  Data extends z.ZodType,
> = z.ZodLazy<
  z.ZodReadonly<
    z.ZodObject<{ type: z.ZodLiteral<Type>; v: z.ZodLiteral<Version>; data: z.ZodLazy<Data> }>
  >
>;

/**
 * Returns the schema of the body of an event. It is made when the first event is read, and that of its
 * data when the first of its type is: making all of them takes longer than a short command has.
 *
 * @param v version of the form of the data
 */
export function eventBody<Type extends string, Version extends number, Data extends z.ZodType>(
  type: Type,
  v: Version,
  data: () => Data,
): EventBodySchema<Type, Version, Data> {
  return z.lazy(() =>
    z.object({ type: z.literal(type), v: z.literal(v), data: z.lazy(data) }).readonly(),
  );
}
