import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** Header fields and body that a CGI program has written (RFC 3875, section 6). */
const endOfHeader = /\r?\n\r?\n/;

export interface GitHttp {
  readonly port: number;
  /** `name:password` that is asked for; nobody is asked while it is undefined. */
  login: string | undefined;
}

/** Serves the bare repositories of a folder by `git http-backend`. */
export async function gitHttp(folder: string): Promise<GitHttp> {
  const host: { port: number; login: string | undefined } = { port: 0, login: undefined };
  const server = createServer((incoming, outgoing) => {
    if (isAllowed(host.login, incoming.headers.authorization)) {
      runBackend(folder, incoming, outgoing);
    } else askForLogin(incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  host.port = (server.address() as AddressInfo).port;
  return host;
}

/** Tells whether the header `Authorization` has the credentials that are asked for. */
export function isAllowed(login: string | undefined, authorization = ""): boolean {
  const given = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  return login === undefined || given === login;
}

/** Answers that credentials are needed. */
export function askForLogin(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  outgoing.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"', Connection: "close" }).end();
}

function runBackend(folder: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const [path = "", query = ""] = (incoming.url ?? "").split("?");
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      REQUEST_METHOD: incoming.method,
      CONTENT_TYPE: incoming.headers["content-type"],
      CONTENT_LENGTH: incoming.headers["content-length"],
      HTTP_CONTENT_ENCODING: incoming.headers["content-encoding"],
      HTTP_GIT_PROTOCOL: String(incoming.headers["git-protocol"] ?? ""),
      REMOTE_USER: "ada",
      REMOTE_ADDR: "127.0.0.1",
    },
  });
  backend.stdin.on("error", () => undefined);
  incoming.pipe(backend.stdin);
  let header: string | undefined = "";
  backend.stdout.on("data", (chunk: Buffer) => {
    if (header === undefined) {
      outgoing.write(chunk);
      return;
    }
    header += chunk.toString("latin1");
    const end = endOfHeader.exec(header);
    if (!end) return;
    const fields = header
      .slice(0, end.index)
      .split(/\r?\n/)
      .map((line) => line.split(/: */, 2) as [string, string]);
    const status = fields.find(([name]) => name.toLowerCase() === "status")?.[1] ?? "200";
    outgoing.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields));
    outgoing.write(Buffer.from(header.slice(end.index + end[0].length), "latin1"));
    header = undefined;
  });
  backend.stdout.on("end", () => outgoing.end());
}
