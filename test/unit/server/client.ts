import { request as httpRequest } from "node:http";
import { onTestFinished } from "vitest";
import { remedies } from "../../../src/cli/refusals/remedies.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { startServer, type RunningServer } from "../../../src/server/server.ts";

export const token = "a-token-for-these-tests";

/** Answer of the server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The body as JSON. */
  readonly json: unknown;
}

export interface Client {
  readonly server: RunningServer;
  /** Failures that are the server's own. */
  readonly failures: unknown[];
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  /** Sends anything. */
  readonly send: (
    method: string,
    path: string,
    options?: {
      readonly body?: string | Uint8Array;
      /** The length of the body is not said before it is sent. */
      readonly isChunked?: boolean;
      readonly headers?: Record<string, string>;
    },
  ) => Promise<Answer>;
}

/** Starts a server on a free port, which is closed at the end of the test. */
export async function serve(
  registry: Registry,
  options: {
    readonly token?: string | undefined;
    readonly webhookOrigins?: readonly string[];
  } = { token },
): Promise<Client> {
  const failures: unknown[] = [];
  const server = await startServer(registry, {
    port: 0,
    host: "127.0.0.1",
    token: options.token,
    allowedHosts: [],
    webhookOrigins: options.webhookOrigins ?? [],
    remedies,
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(() => server.close());
  const send: Client["send"] = (method, path, { body, isChunked = false, headers } = {}) =>
    answerOf(server.url, method, path, body, {
      ...(body !== undefined &&
        !isChunked && { "content-length": String(Buffer.byteLength(body)) }),
      ...(isChunked && { "transfer-encoding": "chunked" }),
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...headers,
    });
  const api = "/api/2.0/mlflow";
  return {
    server,
    failures,
    send,
    get: (path, query = {}) =>
      send("GET", `${api}${path}?${new URLSearchParams(query).toString()}`),
    post: (path, body) => send("POST", `${api}${path}`, { body: JSON.stringify(body) }),
  };
}

/** As `fetch`, which refuses to send a Host of one's own. */
function answerOf(
  url: string,
  method: string,
  path: string,
  body: string | Uint8Array | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          body: text,
          get json(): unknown {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
