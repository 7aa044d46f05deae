import { once } from "node:events";
import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as l10n from "@vscode/l10n";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { redirectTarget } from "../../core/remotes/redirect.ts";
import { agentFor } from "./agents.ts";

export interface HttpRequest {
  readonly method: "DELETE" | "GET" | "HEAD" | "POST" | "PUT";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | StreamBody | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that are made while they are sent. */
export interface StreamBody {
  /** Number of bytes. */
  readonly size: number;
  /** If it throws, the request is broken off, and the other side has got less than `size` bytes. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Has to be read to its end or destroyed. */
  readonly body: Readable;
}

/** Milliseconds in which nothing comes and nothing goes until a server is given up. */
const silenceMs = 60_000;
const maxRedirects = 3;
/** Bytes of an answer that is kept in memory, at most. */
const maxAnswer = 64 * 1024 * 1024;

/**
 * Sends a request and returns the answer, whatever its status. A redirect is followed if the body
 * can be sent again; to another server, authorization does not go along.
 *
 * @throws Error if there is no answer, RegistryError `cancelled`, and what `body` throws
 */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  let next = request;
  for (let count = 0; ; count += 1) {
    const answer = await sendOnce(next);
    const redirected = redirectOf(next, answer);
    if (!redirected || count >= maxRedirects) return answer;
    answer.body.destroy();
    next = redirected;
  }
}

/** Reads the body of an answer. @throws Error if it breaks off or is larger than it may be */
export async function readBody({ body }: HttpAnswer, limit = maxAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) throw new Error(l10n.t("its answer is too large"));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Yields the body of an answer. @throws Error if it breaks off, RegistryError `cancelled` */
export async function* bodyChunks(
  { body }: HttpAnswer,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    throwIfCancelled(signal);
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

function redirectOf(
  request: HttpRequest,
  { status, headers }: HttpAnswer,
): HttpRequest | undefined {
  const url = redirectTarget(request.url, status, headers.location);
  if (!url) return undefined;
  if (request.body !== undefined && !(request.body instanceof Uint8Array)) return undefined;
  if (url.origin === request.url.origin) return { ...request, url };
  const kept = Object.entries(request.headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== "authorization",
  );
  return { ...request, url, headers: Object.fromEntries(kept) };
}

async function sendOnce({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
  throwIfCancelled(signal);
  const send = url.protocol === "https:" ? requestSecure : requestPlain;
  const agent = agentFor(url.protocol);
  const outgoing = send(url, {
    method,
    headers: { "User-Agent": "model-registry", ...headers, ...lengthOf(method, body) },
    timeout: silenceMs,
    ...(agent && { agent }),
    ...(signal && { signal }),
  });
  outgoing.on("timeout", () => {
    outgoing.destroy(new Error(l10n.t("no answer for {0} s", silenceMs / 1000)));
  });
  const answered = answerOf(outgoing);
  answered.catch(() => undefined);
  try {
    if (body === undefined || body instanceof Uint8Array) outgoing.end(body);
    else await sendChunks(body, outgoing, answered);
    const message = await answered;
    return { status: message.statusCode ?? 0, headers: message.headers, body: message };
  } catch (error) {
    outgoing.destroy();
    throwIfCancelled(signal);
    throw error;
  }
}

async function answerOf(outgoing: ReturnType<typeof requestPlain>): Promise<IncomingMessage> {
  const [message] = (await once(outgoing, "response")) as [IncomingMessage];
  // What breaks off later, the reader of the body is told.
  outgoing.on("error", () => undefined);
  return message;
}

/** Sends a body in chunks. A server that answers before its end is not sent the rest. */
async function sendChunks(
  { chunks }: StreamBody,
  outgoing: ReturnType<typeof requestPlain>,
  answered: Promise<IncomingMessage>,
): Promise<void> {
  const sending = pipeline(Readable.from(chunks, { objectMode: true }), outgoing);
  const early = answered.then(
    () => undefined,
    // The pipeline tells why.
    () => sending,
  );
  sending.catch(() => undefined);
  try {
    await Promise.race([sending, early]);
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    // The answer may have come although the rest of the body was not wanted.
    await answered.catch(() => {
      throw error;
    });
  }
}

function lengthOf(
  method: HttpRequest["method"],
  body: HttpRequest["body"],
): Readonly<Record<string, string>> {
  if (body === undefined)
    return method === "GET" || method === "HEAD" ? {} : { "Content-Length": "0" };
  return { "Content-Length": String(body instanceof Uint8Array ? body.byteLength : body.size) };
}
