import type { Context } from "hono";
import type * as z from "zod";
import { smallBody } from "./body.ts";
import { isDeep } from "./is-deep.ts";
import { invalidParameter, MlflowError } from "./mlflow-error.ts";
import type { Route } from "./route.ts";

/**
 * Parses a request by the schema of its route: the query of a GET, else the JSON of the body, and the
 * parts of the path.
 *
 * @throws MlflowError
 */
export async function parseRequest(context: Context, { request }: Route): Promise<unknown> {
  const given = withoutNulls({ ...(await fieldsOf(context)), ...context.req.param() });
  const parsed = request.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidParameter(problemText(given, parsed.error));
}

/** In the JSON of protocol buffers null is a field that is not there. */
function withoutNulls(
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

async function fieldsOf(context: Context): Promise<Readonly<Record<string, unknown>>> {
  if (context.req.method === "GET") {
    return Object.fromEntries(
      Object.entries(context.req.queries()).map(([key, values]) => [
        key,
        values.length === 1 ? values[0] : values,
      ]),
    );
  }
  const text = await smallBody(context);
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MlflowError("BAD_REQUEST", "The body of the request is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MlflowError("BAD_REQUEST", "The body of the request is not a JSON object.");
  }
  if (isDeep(value)) {
    throw new MlflowError("BAD_REQUEST", "The body of the request is nested too deeply.");
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Returns what is wrong with a request, as MLflow says it (mlflow/server/handlers.py). */
function problemText(given: Readonly<Record<string, unknown>>, error: z.ZodError): string {
  const [issue] = error.issues;
  const { path, value } = reached(given, issue?.path.map(String) ?? []);
  const name = path
    .map((key, place) => (/^\d+$/.test(key) ? `[${key}]` : place === 0 ? key : `.${key}`))
    .join("");
  if (value === undefined || value === null || value === "") {
    return `Missing value for required parameter '${name}'.`;
  }
  const shown = JSON.stringify(value).slice(0, 200);
  return `Invalid value ${shown} for parameter '${name}' supplied: ${issue?.message ?? ""}`;
}

/** Follows a path as far as there are objects: of a text in place of a list, to that text. */
function reached(
  given: unknown,
  path: readonly string[],
): { readonly path: readonly string[]; readonly value: unknown } {
  let value = given;
  for (const [place, key] of path.entries()) {
    if (typeof value !== "object" || value === null) return { path: path.slice(0, place), value };
    value = Object.entries(value).find(([each]) => each === key)?.[1];
  }
  return { path, value };
}
