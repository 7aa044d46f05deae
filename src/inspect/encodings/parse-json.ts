import type * as z from "zod";
import { Unreadable } from "../contract/format.ts";
import { utf8, type Bytes } from "./bytes.ts";

/** Values of a text at most: 64 bytes of memory each, about. A model of 100,000 tensors has a million. */
const maxValues = 2_000_000;

/** Parses JSON that must be of a certain form; `Unreadable` if it is not. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, what: string): T {
  if (hasTooManyValues(text)) throw new Unreadable(`${what} has more values than are looked at`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(`${what} is not JSON`);
  }
  return parseValue(value, schema, what);
}

/** Values begin after a bracket, a brace or a comma, also those within texts: counted before they are made. */
function hasTooManyValues(text: string): boolean {
  if (text.length <= maxValues) return false;
  let values = 0;
  for (let at = 0; at < text.length && values <= maxValues; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x5b || code === 0x7b) values += 1;
  }
  return values > maxValues;
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
