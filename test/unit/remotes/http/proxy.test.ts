import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { readBody, send } from "../../../../src/remotes/http/http-request.ts";

const servers: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server that answers with its name and what it was asked for; returns its address. */
async function serve(name: string): Promise<string> {
  const server = createServer(({ url }, answer) => {
    answer.end(`${name} ${url ?? ""}`);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(url: string): Promise<string> {
  return (await readBody(await send({ method: "GET", url: new URL(url) }))).toString();
}

test("requests go through the proxy that the environment names, but to hosts that need none", async () => {
  const [proxy, direct] = [await serve("proxy"), await serve("direct")];
  vi.stubEnv("HTTP_PROXY", proxy);
  expect(await get("http://models.invalid/a")).toBe("proxy http://models.invalid/a");
  // This machine needs none, whatever is named.
  expect(await get(`${direct}/a`)).toBe("direct /a");
  vi.stubEnv("NO_PROXY", "models.invalid");
  await expect(get("http://models.invalid/b")).rejects.toThrow();
  expect(await get("http://data.invalid/b")).toBe("proxy http://data.invalid/b");
});
