import type { Readable } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { MlflowError } from "./mlflow-error.ts";

/** Largest body (bytes) of a request that is not an upload. MLflow's own limit of a batch is 1 MB. */
const maxBody = 16 * 1024 * 1024;

/**
 * Returns the body of a request as Node.js reads it: through the streams of the web, as `Request` has it,
 * an upload costs a half more, and each small request its copies.
 */
export function bodyOf(context: Context): Readable {
  return (context.env as HttpBindings).incoming;
}

/**
 * Reads the body of a request that is not an upload.
 *
 * @throws MlflowError if it is too large
 */
export async function smallBody(context: Context): Promise<string> {
  // One that says so is refused before it is sent.
  if (Number(context.req.header("content-length") ?? 0) > maxBody) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too large is still answered.
  const body = bodyOf(context).iterator({ destroyOnReturn: false });
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(): MlflowError {
  return new MlflowError(
    "INVALID_PARAMETER_VALUE",
    `The body of the request is larger than ${maxBody} bytes.`,
  );
}
