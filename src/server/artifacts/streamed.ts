import { Readable } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** Bytes to answer with. */
export interface StreamedBody {
  /** Bytes in all. */
  readonly size: number;
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/**
 * Answers with bytes as they are read. What fails before the first of them is thrown; what fails later
 * ends the connection, so that the client has not all of them.
 *
 * @param headers beside those that every download has
 */
export async function streamed(
  context: Context,
  { size, chunks }: StreamedBody,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const described = {
    "Content-Type": "application/octet-stream",
    "Content-Length": String(size),
    // What others wrote is never shown as a page.
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  };
  if (context.req.method === "HEAD") return new Response(null, { headers: described });
  // Nothing has been answered before the first bytes are there: what is missing is a 404.
  const first = await chunks.next();
  const whole = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (!first.done) yield first.value;
    try {
      yield* chunks;
    } catch {
      // The status has been sent: what comes too short can't be taken for the whole.
      (context.env as HttpBindings).outgoing.destroy();
    }
  };
  const body = Readable.toWeb(Readable.from(whole(), { objectMode: false }));
  return new Response(body as ReadableStream, { headers: described });
}
