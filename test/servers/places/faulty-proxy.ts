import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { askForLogin } from "./git-host.ts";

/** Fault on the way to a server. */
export type Fault = "503" | "answer lost" | "half arrives" | "none" | "request lost";

export interface FaultyProxy {
  readonly port: number;
  /** Decides for each request; nothing goes wrong until it is set. */
  next: (request: IncomingMessage) => Fault;
  /** Number of faults so far. */
  injected: number;
}

/**
 * Starts an HTTP proxy before a server of this machine. It passes the header `Host` on, so that the
 * server takes the proxy for itself.
 *
 * @param portOf chooses the server by the request
 * @param isRefused tells which requests lack credentials
 */
export async function faultyProxy(
  portOf: (request: IncomingMessage) => number,
  isRefused: (request: IncomingMessage) => boolean = () => false,
): Promise<FaultyProxy> {
  const server = createServer((incoming, outgoing) => {
    if (isRefused(incoming)) {
      askForLogin(incoming, outgoing);
      return;
    }
    const fault = proxy.next(incoming);
    if (fault !== "none") proxy.injected += 1;
    pass(incoming, outgoing, portOf(incoming), fault);
  });
  const proxy = {
    port: 0,
    next: (): Fault => "none",
    injected: 0,
  } satisfies FaultyProxy as FaultyProxy;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(proxy, { port: (server.address() as AddressInfo).port });
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  fault: Fault,
): void {
  if (fault === "request lost") {
    incoming.destroy();
    return;
  }
  if (fault === "503") {
    incoming.resume();
    outgoing.writeHead(503, { "Content-Length": "0", Connection: "close" }).end();
    return;
  }
  const { method, url, headers } = incoming;
  const inner = request({ host: "127.0.0.1", port, method, path: url, headers, agent: false });
  const fail = (): void => {
    inner.destroy();
    incoming.destroy();
    outgoing.destroy();
  };
  inner.on("error", fail);
  incoming.on("error", fail);
  outgoing.on("error", fail);
  outgoing.on("close", () => inner.destroy());
  inner.on("response", (answer) => {
    if (fault === "answer lost") {
      answer.resume().on("end", fail);
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    if (fault === "half arrives") sendHalf(answer, outgoing, fail);
    else answer.on("error", fail).pipe(outgoing);
  });
  const length = Number(headers["content-length"] ?? 0);
  if (fault === "half arrives" && length > 1) takeHalf(incoming, inner, length, fail);
  else incoming.pipe(inner);
}

/** Passes half of an upload on. */
function takeHalf(
  incoming: IncomingMessage,
  inner: ReturnType<typeof request>,
  length: number,
  fail: () => void,
): void {
  let left = Math.floor(length / 2);
  incoming.on("data", (chunk: Buffer) => {
    inner.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) setImmediate(fail);
  });
}

/** Passes half of an answer on. */
function sendHalf(answer: IncomingMessage, outgoing: ServerResponse, fail: () => void): void {
  const length = Number(answer.headers["content-length"] ?? 0);
  let left = Math.floor(length / 2);
  answer.on("data", (chunk: Buffer) => {
    outgoing.write(chunk.subarray(0, Math.max(0, left)));
    left -= chunk.length;
    if (left <= 0) setImmediate(fail);
  });
  answer.on("end", fail);
}
