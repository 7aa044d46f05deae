import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ServerProblem } from "../../core/refusals/sharing/server-problem.ts";
import { redirectTarget } from "../../core/remotes/redirect.ts";

/** Server that is asked, and who asks. */
export interface HttpServer {
  /** Address without a slash at its end: `https://mlflow.example.org/path`. */
  readonly url: string;
  /** Value of the header `Authorization`; it is sent to this server alone. */
  readonly authorization?: string | undefined;
}

export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "HEAD" | undefined;
  /** Parameters of the query; those that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Body as JSON. */
  readonly json?: unknown;
  readonly body?: Uint8Array | ReadableStream | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds until a server that says nothing is given up. */
const answerTimeout = 60_000;
/** Bytes of an answer in JSON at most. */
const maxAnswer = 256 * 1024 * 1024;
/** Redirects to other places of the same server, or to where it keeps files. */
const maxRedirects = 5;

/**
 * Sends a request and returns the answer, whatever its status. A redirect is followed; the
 * authorization does not go along to another server.
 *
 * @param path below the address of the server, with `/`, or a whole URL
 * @throws RegistryError `server-problem` if there is no answer, `cancelled`
 */
export async function send(
  server: HttpServer,
  path: string,
  { method = "GET", query = {}, json, body, headers = {}, signal }: HttpRequest = {},
): Promise<Response> {
  let url = urlOf(server, path, query);
  const content = json === undefined ? body : JSON.stringify(json);
  const isStream = content instanceof ReadableStream;
  for (let count = 0; ; count += 1) {
    const answer = await ask(
      server,
      url,
      {
        method,
        headers: {
          ...(json !== undefined && { "Content-Type": "application/json" }),
          ...headers,
          ...authorizationFor(server, url),
        },
        ...(content !== undefined && { body: content, duplex: "half" }),
        redirect: "manual",
      },
      { signal, timeout: isStream ? undefined : answerTimeout },
    );
    const to = redirectTarget(url, answer.status, answer.headers.get("location"));
    if (to === undefined || method === "HEAD" || count >= maxRedirects) return answer;
    await answer.body?.cancel();
    if (isStream) throw serverProblem(server, { kind: "redirects-upload" });
    url = to;
  }
}

function urlOf(server: HttpServer, path: string, query: NonNullable<HttpRequest["query"]>): URL {
  const text = /^https?:\/\//.test(path) ? path : `${server.url}${path}`;
  if (!URL.canParse(text)) throw serverProblem(server, { kind: "no-url" }, "reach");
  const url = new URL(text);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(key, String(value));
  }
  return url;
}

function authorizationFor(server: HttpServer, url: URL): Readonly<Record<string, string>> {
  const isHome = url.origin === new URL(server.url).origin;
  return isHome && server.authorization !== undefined
    ? { Authorization: server.authorization }
    : {};
}

/** @param limits.timeout milliseconds until the server begins to answer */
async function ask(
  server: HttpServer,
  url: URL,
  init: RequestInit & { readonly duplex?: string },
  {
    signal,
    timeout,
  }: { readonly signal: AbortSignal | undefined; readonly timeout: number | undefined },
): Promise<Response> {
  const silence = new AbortController();
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          silence.abort(new Error("it does not answer"));
        }, timeout);
  try {
    const signals = [silence.signal, ...(signal ? [signal] : [])];
    return await fetch(url, { ...init, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (signal?.aborted) throw new RegistryError({ code: "cancelled", reason: "cancelled" });
    throw serverProblem(server, causeOf(error), "reach", error);
  } finally {
    clearTimeout(timer);
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}

/** Returns the refusal that a server did not do what was asked. */
export function serverProblem(
  { url }: HttpServer,
  problem: ServerProblem,
  advice: "reach" | "authorize" | "look" = "look",
  cause?: unknown,
): RegistryError {
  const server = withoutCredentials(url).uri;
  const clause =
    typeof problem === "string"
      ? problem.replaceAll(/\s+/g, " ").replace(/\.$/, "").slice(0, 500)
      : problem;
  return new RegistryError(
    { code: "server-problem", reason: "server-failed", server, problem: clause, advice },
    { cause },
  );
}

/**
 * Returns the refusal for an answer that is none of success.
 *
 * @param told what the server says, if it says something, or what is wrong with it
 */
export function answerProblem(
  server: HttpServer,
  { status }: Response,
  told: ServerProblem = "",
): RegistryError {
  const isDenied = status === 401 || status === 403;
  const problem: ServerProblem = told === "" ? { kind: "status", status } : told;
  return serverProblem(server, problem, isDenied ? "authorize" : "look");
}

/** Reads an answer as JSON; undefined if it is none. @throws RegistryError `server-problem` */
export async function jsonOf(server: HttpServer, answer: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of bytesOf(answer)) {
      size += part.length;
      if (size > maxAnswer) throw serverProblem(server, { kind: "too-large" });
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw serverProblem(server, causeOf(error), "reach", error);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return undefined;
  }
}

function bytesOf(answer: Response): AsyncIterable<Uint8Array> {
  return answer.body
    ? (Readable.fromWeb(answer.body) as AsyncIterable<Uint8Array>)
    : Readable.from([]);
}

/**
 * Writes the body of an answer to a new file.
 *
 * @throws RegistryError `server-problem` if it breaks off or is larger than it says, `cancelled`
 */
export async function writeBody(
  server: HttpServer,
  answer: Response,
  file: string,
  {
    signal,
    onBytes,
  }: { readonly signal?: AbortSignal | undefined; readonly onBytes?: (bytes: number) => void },
): Promise<void> {
  const handle = await open(file, "wx");
  try {
    for await (const part of bytesOf(answer)) {
      if (signal?.aborted) throw new RegistryError({ code: "cancelled", reason: "cancelled" });
      await handle.writeFile(part);
      onBytes?.(part.length);
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    if (signal?.aborted) throw new RegistryError({ code: "cancelled", reason: "cancelled" });
    throw serverProblem(server, causeOf(error), "reach", error);
  } finally {
    await handle.close();
  }
}

/** Returns the bytes of a file as the body of a request, and the header with its size. */
export async function fileBody(
  file: string,
): Promise<{ readonly body: ReadableStream; readonly headers: Readonly<Record<string, string>> }> {
  const { size } = await stat(file);
  const body = Readable.toWeb(createReadStream(file, { highWaterMark: 1024 * 1024 }));
  return {
    body: body as ReadableStream,
    headers: { "Content-Length": String(size), "Content-Type": "application/octet-stream" },
  };
}
