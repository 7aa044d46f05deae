import * as z from "zod";

/** A whole number, which clients send as a number or, where it has 64 bits, as a text. */
export const Integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number)
    .pipe(z.int()),
]);

/** A list; in the query of a URL one item stands for itself. */
export function listOf<T extends z.ZodType>(item: T, max = 10_000): z.ZodType<z.output<T>[]> {
  return z.preprocess(
    (value) => (typeof value === "string" ? [value] : value),
    z.array(item).max(max),
  );
}

export const Text = z.string();
/** A text that must not be empty. */
export const RequiredText = z.string().min(1);

/** A flag, which stands in the query of a URL as a word. */
export const Flag = z.union([
  z.boolean(),
  z.enum(["true", "false"]).transform((text) => text === "true"),
]);

/** A tag, parameter or property as `{key, value}`. */
export const Pair = z.object({ key: RequiredText, value: Text.default("") });
export type Pair = z.infer<typeof Pair>;

/** Returns a record of pairs as a list, as MLflow has them. */
export function pairsOf(record: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** Returns a list of pairs as a record; the last one of a key counts. */
export function recordOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

/** Returns a moment as MLflow has it: milliseconds since the epoch. */
export function millisecondsOf(timestamp: string): number {
  return Date.parse(timestamp);
}
