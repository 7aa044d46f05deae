import { describe, expect, test } from "vitest";
import { remedies } from "../../../src/cli/refusals/remedies.ts";
import { startServer } from "../../../src/server/server.ts";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, token, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();
const models = "/api/2.0/mlflow/registered-models/search";

async function served(options?: { readonly token: string | undefined }): Promise<Client> {
  return serve(await openRegistry(await temporaryFolder()), options);
}

describe("without the right token", () => {
  test.each([
    ["none", ""],
    ["another", "Bearer wrong"],
    ["a part of it", `Bearer ${token.slice(0, -1)}`],
    ["another as a password", `Basic ${Buffer.from("me:wrong").toString("base64")}`],
    ["an unknown scheme", `Digest ${token}`],
  ])("(%s) nothing is answered", async (_, authorization) => {
    const client = await served();
    const { status, json } = await client.send("GET", models, { headers: { authorization } });
    expect(status).toBe(401);
    expect(json).toMatchObject({ error_code: "UNAUTHENTICATED" });
    const unknown = await client.send("GET", "/nothing", { headers: { authorization } });
    expect(unknown.status).toBe(401);
  });

  test("health and version are", async () => {
    const client = await served();
    for (const path of ["/health", "/version"]) {
      const answer = await client.send("GET", path, { headers: { authorization: "" } });
      expect(answer.status).toBe(200);
    }
  });
});

test("the token is taken as a bearer's or as a password", async () => {
  const client = await served();
  const basic = `Basic ${Buffer.from(`anybody:${token}`).toString("base64")}`;
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`, basic]) {
    const { status } = await client.send("GET", models, { headers: { authorization } });
    expect(status).toBe(200);
  }
});

describe("requests that a web page can cause are refused", () => {
  test.each([
    ["another host", { host: "evil.example" }],
    ["a host that only begins like it", { host: "127.0.0.1.evil.example" }],
    ["another origin", { origin: "https://evil.example" }],
    ["an origin without a name", { origin: "null" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
  ])("%s", async (_, headers: Record<string, string>) => {
    const client = await served({ token: undefined });
    for (const path of [models, "/health"]) {
      const answer = await client.send("GET", path, { headers });
      expect(answer.status).toBe(403);
      expect(answer.json).toMatchObject({ error_code: "PERMISSION_DENIED" });
    }
  });
});

test("the server's own names are taken", async () => {
  const client = await served({ token: undefined });
  const { port } = new URL(client.server.url);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, "LOCALHOST", `[::1]:${port}`]) {
    const { status } = await client.send("GET", models, { headers: { host } });
    expect(status).toBe(200);
  }
  const origin = client.server.url;
  expect((await client.send("GET", models, { headers: { origin } })).status).toBe(200);
});

test("others of the network need a token", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const starting = startServer(registry, {
    port: 0,
    host: "0.0.0.0",
    token: undefined,
    allowedHosts: [],
    remedies,
    onFailure: () => undefined,
  });
  await expect(starting).rejects.toThrow("a server on 0.0.0.0 needs a token");
});

test("there is none in Restricted Mode", async () => {
  const registry = await openRegistry(await temporaryFolder(), false);
  await expect(serve(registry)).rejects.toThrow();
});
