import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandLine } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

let proxy: Server;
let asked: string[];

beforeEach(async () => {
  asked = [];
  // Refuses everything: it is enough to know what it was asked for.
  proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  proxy.close();
});

/** Tries an import from a server that no network has; returns the exit code. */
function importThrough(env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const [program, ...args] = commandLine("import", "http://mlflow.example.invalid", "--dry-run");
  const given = { ...process.env, HTTP_PROXY: address(), HTTPS_PROXY: address(), ...env };
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd: workspace({}), env: given }, () => {
      resolve(child.exitCode ?? undefined);
    });
  });
}

function address(): string {
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

// Node.js has proxies from 24.14 on, with which these tests run.
test("a server is asked through the proxy that the environment names", async () => {
  expect(await importThrough({})).not.toBe(0);
  expect(asked.join(" ")).toContain("mlflow.example.invalid");
});

test("a host that the environment excepts is asked without the proxy", async () => {
  expect(await importThrough({ NO_PROXY: "mlflow.example.invalid" })).not.toBe(0);
  expect(asked).toEqual([]);
});

test("an address that is no proxy's is passed over", async () => {
  expect(await importThrough({ HTTP_PROXY: "nonsense", HTTPS_PROXY: "" })).not.toBe(0);
  expect(asked).toEqual([]);
});
