import type * as z from "zod";
import { utf8, type Bytes } from "./bytes.ts";
import { Unreadable } from "./format.ts";

/** Parses JSON that must be of a certain form; `Unreadable` if it is not. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(`${what} is not JSON`);
  }
  return parseValue(value, schema, what);
}

/** Checks that a value read from a file has the form that its format prescribes. */
export function parseValue<T>(value: unknown, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join(".");
  throw new Unreadable(
    `${what} is not as its format prescribes${issue ? `: ${issue.message}` : ""}`,
    path === "" ? undefined : path,
  );
}

/** The whole of a small text file; `Unreadable` beyond `limit` bytes. */
export async function readText(bytes: Bytes, limit: number, what: string): Promise<string> {
  if (bytes.size > limit) throw new Unreadable(`${what} of ${bytes.size} bytes is too large`);
  return utf8(await bytes.at(0, bytes.size));
}
